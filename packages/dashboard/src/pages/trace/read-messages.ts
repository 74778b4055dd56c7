import { isJsonStructure } from "./pretty-json.ts";

/** What a message is made of, in its order. */
export type ShownPart = (
  | { readonly kind: "text"; readonly text: string }
  /** JSON text. */
  | { readonly kind: "data"; readonly text: string }
  /** A tool that the model asked for; its arguments as JSON text. */
  | { readonly kind: "call"; readonly name: string; readonly arguments: string }
) & {
  /** Whatever else the part says, as JSON text: nothing is left out. */
  readonly rest?: string;
};

/** A message of a prompt or an answer, as it is shown. */
export interface ShownMessage {
  readonly role: string;
  readonly parts: readonly ShownPart[];
  readonly rest?: string;
}

/** A payload that is a list of messages. */
export interface ShownPayload {
  readonly messages: readonly ShownMessage[];
  /** What stands beside the list, such as the tools that were offered, as JSON text. */
  readonly rest?: string;
}

/**
 * The messages of a payload, or nothing when it holds none (then it is shown as text or JSON). Reads the forms of
 * OpenAI, Anthropic, Gemini, LangChain and OpenTelemetry, lists of messages and single ones; what it does not know it
 * leaves as JSON.
 */
export function readMessages(payload: string): ShownPayload | undefined {
  const value = jsonOf(payload);
  if (isMessage(value)) return { messages: [messageOf(value)] };
  const fields = Array.isArray(value) ? { messages: value } : fieldsOf(value);
  const name = LIST_NAMES.find((one) => Array.isArray(fields[one]));
  const list = name === undefined ? [] : listOf(fields[name]);
  if (name === undefined || list.length === 0 || !list.every(isMessage)) return undefined;
  const { system } = fields;
  const told = system === undefined ? [] : [messageOf({ role: "system", content: system })];
  return { messages: [...told, ...list.map(messageOf)], ...restOf(fields, [name, "system"]) };
}

type Fields = Readonly<Record<string, unknown>>;

const LIST_NAMES = ["messages", "contents", "input"] as const;

/** Parts whose type says no more than that they are text. */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set(["text", "input_text", "output_text"]);

const CALL_TYPES: ReadonlySet<unknown> = new Set(["function", "tool_call", "tool_use", "function_call"]);

function isMessage(value: unknown): boolean {
  return typeof fieldsOf(value)["role"] === "string";
}

function messageOf(value: unknown): ShownMessage {
  const fields = fieldsOf(value);
  const name = fields["content"] === undefined || fields["content"] === null ? "parts" : "content";
  return {
    role: String(fields["role"]),
    parts: [
      ...listOf(fields[name], true).flatMap(partOf),
      ...listOf(fields["tool_calls"], true).map((call) => callOf(call) ?? dataPart(call)),
    ],
    ...restOf(fields, ["role", name, "tool_calls"]),
  };
}

function partOf(part: unknown): ShownPart | [] {
  if (part === "") return [];
  if (typeof part === "string") return textPart(part);
  return callOf(part) ?? toldPart(fieldsOf(part)) ?? dataPart(part);
}

/** A part that says something: a text, or the answer of a tool. */
function toldPart(fields: Fields): ShownPart | undefined {
  const name = ["text", "content", "response"].find((one) => typeof fields[one] === "string");
  const told = ["type", ...(name === undefined ? ["response"] : [name])];
  const rest = restOf(fields, PLAIN_TYPES.has(fields["type"]) ? told : told.slice(1));
  if (name !== undefined) return { ...textPart(String(fields[name])), ...rest };
  return fields["response"] === undefined ? undefined : { ...dataPart(fields["response"]), ...rest };
}

function callOf(part: unknown): ShownPart | undefined {
  const fields = fieldsOf(part);
  const wrapper = ["function", "functionCall"].find((one) => typeof fields[one] === "object") ?? "";
  const called = wrapper === "" ? fields : fieldsOf(fields[wrapper]);
  const given = ["arguments", "args", "input"].find((one) => called[one] !== undefined);
  const { name } = called;
  if (typeof name !== "string" || given === undefined) return undefined;
  const value = called[given];
  const left = leftOf(called, ["name", given]);
  const whole = wrapper === "" ? left : { ...fields, [wrapper]: left };
  return {
    kind: "call",
    name,
    arguments: typeof value === "string" ? value : textOfJson(value),
    ...restOf(whole, CALL_TYPES.has(fields["type"]) ? ["type"] : []),
  };
}

/** A text that is JSON reads better as such. */
function textPart(text: string): ShownPart {
  return { kind: isJsonStructure(text) ? "data" : "text", text };
}

function dataPart(value: unknown): ShownPart {
  return { kind: "data", text: textOfJson(value) };
}

/** What of some fields was not shown yet, as JSON text. */
function restOf(fields: Fields, shown: readonly string[]): { readonly rest?: string } {
  const left = leftOf(fields, shown);
  return isEmpty(left) ? {} : { rest: JSON.stringify(left) };
}

/** Fields but for some, and for those that say nothing. */
function leftOf(fields: Fields, shown: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !(shown.includes(name) || isEmpty(value))),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function listOf(value: unknown, isOneEnough = false): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isOneEnough && value !== undefined && value !== null ? [value] : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOfJson(value: unknown): string {
  return JSON.stringify(value) ?? "";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
