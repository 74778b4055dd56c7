import { arrayOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";

/** A part of a message, in the form of the conventions' JSON schemas. */
export interface MessagePart {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A message, in the form of the conventions' JSON schemas. */
export interface ConventionMessage {
  readonly role: string;
  readonly parts: readonly MessagePart[];
}

/** Roles under which LangChain and the providers know the same speaker. */
const ROLES: Readonly<Record<string, string>> = {
  human: "user",
  ai: "assistant",
  model: "assistant",
  function: "tool",
  developer: "system",
};

/**
 * The messages in a kept input: LangChain's or a provider's, as JSON text. Text that is none, or was cut, is one
 * message of the user.
 */
export function inputMessages(input: string): ConventionMessage[] {
  const value = jsonValue(input);
  const listed = messagesIn(value);
  return listed.length > 0 ? listed.map(messageOf) : [{ role: "user", parts: [textPart(input)] }];
}

/** The parts of a kept answer: its text, or the tool calls it makes. */
export function answerParts(output: string): MessagePart[] {
  const calls = arrayOf(jsonValue(output));
  const isCalls = calls.length > 0 && calls.every((call) => toolName(call) !== undefined);
  return isCalls ? calls.map(toolCallPart) : [textPart(output)];
}

function messagesIn(value: unknown): unknown[] {
  const listed = Array.isArray(value) ? value : (property(value, "messages") ?? property(value, "contents"));
  const messages = arrayOf(listed).filter((message) => textOf(property(message, "role")) !== undefined);
  const system = property(value, "system");
  return system === undefined ? messages : [{ role: "system", content: system }, ...messages];
}

function messageOf(message: unknown): ConventionMessage {
  const given = textOf(property(message, "role")) ?? "user";
  const role = ROLES[given] ?? given;
  const content = property(message, "content") ?? property(message, "parts");
  const calls = arrayOf(property(message, "tool_calls")).map(toolCallPart);
  if (role === "tool") return { role, parts: [toolResponsePart(message, content)] };
  return { role, parts: [...contentParts(content), ...calls] };
}

function contentParts(content: unknown): MessagePart[] {
  if (typeof content === "string") return content === "" ? [] : [textPart(content)];
  return arrayOf(content).map((part) => {
    const text = property(part, "text");
    if (typeof text === "string") return textPart(text);
    return { ...objectOf(part), type: textOf(property(part, "type")) ?? "unknown" };
  });
}

function textPart(content: string): MessagePart {
  return { type: "text", content };
}

function toolCallPart(call: unknown): MessagePart {
  const given = property(call, "args") ?? property(property(call, "function"), "arguments");
  const id = textOf(property(call, "id"));
  return {
    type: "tool_call",
    ...(id !== undefined && { id }),
    name: toolName(call) ?? "unknown",
    arguments: typeof given === "string" ? (jsonValue(given) ?? given) : given,
  };
}

function toolResponsePart(message: unknown, response: unknown): MessagePart {
  const id = textOf(property(message, "tool_call_id"));
  return { type: "tool_call_response", ...(id !== undefined && { id }), response };
}

function toolName(call: unknown): string | undefined {
  return textOf(property(call, "name")) ?? textOf(property(property(call, "function"), "name"));
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
