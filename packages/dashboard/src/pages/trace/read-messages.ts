/** A message of a prompt or an answer, as it is shown. */
export interface ShownMessage {
  readonly role: string;
  /** Text parts joined; empty when there is only a tool call. */
  readonly text: string;
  readonly toolCalls: readonly ShownToolCall[];
  /** Parts that are no text, by their type: images, audio, files. */
  readonly otherParts: readonly string[];
}

/** A tool that the model asked for. */
export interface ShownToolCall {
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/** Most messages read of one payload. */
const MAX_MESSAGES = 500;

/**
 * The messages of a payload, or nothing when it is no list of messages (then it is shown as text or JSON). Reads the
 * forms of OpenAI, Anthropic, Gemini, LangChain and OpenTelemetry; what it does not know it leaves as JSON.
 */
export function readMessages(payload: string): readonly ShownMessage[] | undefined {
  const value = jsonOf(payload);
  const list = Array.isArray(value) ? value : listIn(value);
  if (list === undefined || list.length === 0 || !list.every(isMessage)) return undefined;
  return list.slice(0, MAX_MESSAGES).map(messageOf);
}

type Fields = Readonly<Record<string, unknown>>;

function listIn(value: unknown): readonly unknown[] | undefined {
  const fields = fieldsOf(value);
  const list = fields["messages"] ?? fields["contents"] ?? fields["input"];
  return Array.isArray(list) ? list : undefined;
}

function isMessage(value: unknown): boolean {
  return typeof fieldsOf(value)["role"] === "string";
}

function messageOf(value: unknown): ShownMessage {
  const fields = fieldsOf(value);
  const parts = partsOf(fields["content"] ?? fields["parts"]);
  return {
    role: String(fields["role"]),
    text: parts.flatMap((part) => textOfPart(part) ?? []).join("\n"),
    toolCalls: [...listOf(fields["tool_calls"]), ...parts].flatMap((part) => toolCallOf(part) ?? []),
    otherParts: parts.flatMap((part) => otherPartOf(part) ?? []),
  };
}

function partsOf(content: unknown): readonly unknown[] {
  if (content === undefined || content === null) return [];
  return Array.isArray(content) ? content : [content];
}

function textOfPart(part: unknown): string | undefined {
  if (typeof part === "string") return part;
  const { text, content, response } = fieldsOf(part);
  if (typeof text === "string") return text;
  if (typeof content === "string") return content;
  return response === undefined ? undefined : textOfJson(response);
}

function toolCallOf(part: unknown): ShownToolCall | undefined {
  const fields = fieldsOf(part);
  const called = fieldsOf(fields["function"] ?? fields["functionCall"] ?? part);
  const given = called["arguments"] ?? called["args"] ?? called["input"];
  const { name } = called;
  if (typeof name !== "string" || given === undefined) return undefined;
  return { name, arguments: typeof given === "string" ? given : textOfJson(given) };
}

function otherPartOf(part: unknown): string | undefined {
  if (typeof part === "string" || textOfPart(part) !== undefined || toolCallOf(part) !== undefined)
    return undefined;
  const { type } = fieldsOf(part);
  return typeof type === "string" ? type : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function textOfJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
