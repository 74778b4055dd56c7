import { property, textOf } from "@breakwater/core/usage/untyped";
import type { OtlpLog } from "../ingest/otlp/otlp-log.ts";
import type { OtlpEvent } from "../ingest/otlp/otlp-span.ts";
import { jsonText, structureOf } from "./dialects/read-attribute.ts";

/** The prompt and the answer of a call, as texts of payloads. */
export interface SpanMessages {
  readonly input?: string;
  readonly output?: string;
}

/** What one log record tells of a call's messages; it may come before its span or after it. */
export interface LoggedMessages extends SpanMessages {
  readonly traceId: string;
  readonly spanId: string;
  /** Nanoseconds since the epoch. */
  readonly timeUnixNano: bigint;
}

/** An event with its content, wherever it was written. */
interface ContentEvent {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Events of the GenAI conventions up to v1.36, each one message, and the role it has. Source:
 * open-telemetry/semantic-conventions v1.36.0, docs/gen-ai/gen-ai-events.md.
 */
const MESSAGE_ROLES: ReadonlyMap<string, string> = new Map([
  ["gen_ai.system.message", "system"],
  ["gen_ai.user.message", "user"],
  ["gen_ai.assistant.message", "assistant"],
  ["gen_ai.tool.message", "tool"],
]);
const CHOICE = "gen_ai.choice";
/** One event with everything, of the conventions since v1.37. */
const DETAILS = "gen_ai.client.inference.operation.details";
/** Events of v1.27 and before, prompt and answer as one attribute each. */
const CONTENT = new Set(["gen_ai.content.prompt", "gen_ai.content.completion"]);

/** The messages that span events carry. */
export function messagesOfEvents(events: readonly OtlpEvent[]): SpanMessages {
  const carrying = events.filter(({ name }) => carriesMessages(name));
  if (carrying.length === 0) return {};
  return messagesOf(carrying.map(({ name, attributes }) => ({ name, content: attributes })));
}

/** Whether log records of this name carry messages of a call. */
function carriesMessages(eventName: string): boolean {
  return (
    MESSAGE_ROLES.has(eventName) || eventName === CHOICE || eventName === DETAILS || CONTENT.has(eventName)
  );
}

/** The messages that log records carry; records of other kinds are left out. */
export function messagesOfLogs(logs: readonly OtlpLog[]): readonly LoggedMessages[] {
  return logs.flatMap(({ eventName: name, traceId, spanId, timeUnixNano, body, attributes }) => {
    if (spanId === "" || !carriesMessages(name)) return [];
    const messages = messagesOf([{ name, content: contentOf(body, attributes) }]);
    if (messages.input === undefined && messages.output === undefined) return [];
    return [{ traceId, spanId, timeUnixNano, ...messages }];
  });
}

/** The content lies in the body, or in attributes where the body is a mere text or missing. */
function contentOf(body: unknown, attributes: Readonly<Record<string, unknown>>) {
  const structure = structureOf(body);
  if (typeof structure === "object" && structure !== null && !Array.isArray(structure)) {
    return { ...attributes, ...structure };
  }
  return structure === null || structure === "" ? attributes : { ...attributes, content: structure };
}

function messagesOf(events: readonly ContentEvent[]): SpanMessages {
  const details = events.find(({ name }) => name === DETAILS)?.content;
  const prompts = events.filter(({ name }) => MESSAGE_ROLES.has(name)).map(promptMessage);
  const choices = events.filter(({ name }) => name === CHOICE).map(choiceMessage);
  const input =
    detail(details, "gen_ai.input.messages") ??
    (prompts.length > 0 ? jsonText(prompts) : contentText(events, "gen_ai.prompt"));
  const output =
    detail(details, "gen_ai.output.messages") ??
    (choices.length > 0 ? jsonText(choices) : contentText(events, "gen_ai.completion"));
  return { ...(input !== undefined && { input }), ...(output !== undefined && { output }) };
}

function promptMessage({ name, content }: ContentEvent) {
  return { role: textOf(content["role"]) ?? MESSAGE_ROLES.get(name) ?? "user", ...messageContent(content) };
}

function choiceMessage({ content }: ContentEvent) {
  const message = structureOf(content["message"]);
  const held = typeof message === "object" && message !== null ? message : { content: message };
  return { role: textOf(property(held, "role")) ?? "assistant", ...messageContent({ ...content, ...held }) };
}

function messageContent(content: Readonly<Record<string, unknown>>) {
  const calls = structureOf(content["tool_calls"]);
  return {
    ...(content["content"] !== undefined && { content: structureOf(content["content"]) }),
    ...(Array.isArray(calls) && { tool_calls: calls }),
  };
}

function detail(content: Readonly<Record<string, unknown>> | undefined, name: string): string | undefined {
  const value = structureOf(content?.[name]);
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : jsonText(value);
}

function contentText(events: readonly ContentEvent[], attribute: string): string | undefined {
  const event = events.find(({ name, content }) => CONTENT.has(name) && content[attribute] !== undefined);
  return event === undefined ? undefined : detail(event.content, attribute);
}
