import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import { jsonText, structureOf } from "./read-attribute.ts";

/** Most messages, and tool calls of a message, that are put together again. */
const MAX_PARTS = 500;

interface Message {
  role?: string;
  content?: unknown;
  readonly contents: Map<number, string>;
  readonly calls: Map<number, ToolCall>;
}

interface ToolCall {
  id?: unknown;
  name?: unknown;
  arguments?: unknown;
}

const MESSAGE = /^(\d{1,6})\.(?:message\.)?(.+)$/;
const PART = /^contents\.(\d{1,6})\.message_content\.text$/;
const CALL = /^tool_calls\.(\d{1,6})\.(?:tool_call\.)?(?:function\.)?(id|name|arguments)$/;

/**
 * Messages that were flattened into attributes (`<prefix>0.message.role`, `<prefix>0.message.tool_calls.0...`), as the
 * JSON text of a list; undefined when there are none. Indices are only an order: gaps and huge ones cost nothing.
 *
 * @param speaker The role of messages that name none.
 */
export function flattenedMessages(
  attributes: Attributes,
  prefix: string,
  speaker: "user" | "assistant",
): string | undefined {
  const messages = new Map<number, Message>();
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(prefix)) continue;
    const [, index, field] = MESSAGE.exec(name.slice(prefix.length)) ?? [];
    if (index === undefined || field === undefined) continue;
    const message = partAt(messages, Number(index), () => ({ contents: new Map(), calls: new Map() }));
    if (message !== undefined) put(message, field, value);
  }
  return messages.size === 0
    ? undefined
    : jsonText(ordered(messages).map((message) => finished(message, speaker)));
}

function put(message: Message, field: string, value: unknown): void {
  if (field === "role" && typeof value === "string") message.role = value;
  else if (field === "content") message.content = value;
  const [, part] = PART.exec(field) ?? [];
  if (part !== undefined && typeof value === "string" && message.contents.size < MAX_PARTS) {
    message.contents.set(Number(part), value);
  }
  const [, at, name] = CALL.exec(field) ?? [];
  if (at === undefined) return;
  const call = partAt(message.calls, Number(at), (): ToolCall => ({}));
  if (call === undefined) return;
  if (name === "id") call.id = value;
  else if (name === "name") call.name = value;
  else call.arguments = structureOf(value);
}

function finished({ role, content, contents, calls }: Message, speaker: string) {
  const text = content ?? (contents.size === 0 ? undefined : ordered(contents).join("\n"));
  return {
    role: role ?? speaker,
    ...(text !== undefined && { content: text }),
    ...(calls.size > 0 && { tool_calls: ordered(calls) }),
  };
}

function partAt<Part>(parts: Map<number, Part>, index: number, make: () => Part): Part | undefined {
  const found = parts.get(index);
  if (found !== undefined || parts.size >= MAX_PARTS) return found;
  const made = make();
  parts.set(index, made);
  return made;
}

function ordered<Part>(parts: ReadonlyMap<number, Part>): readonly Part[] {
  return [...parts].toSorted(([a], [b]) => a - b).map(([, part]) => part);
}
