import { countOf, objectOf } from "../json-value.ts";
import type { StubFailure, StubReply, StubRespond } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";

/** Header that carries a StubReply as JSON, for callers in other processes. */
const REPLY_HEADER = "x-stub-reply";

/** Separates a model's name from directives, as in `gpt-4o!cut=3,first=20`. */
const DIRECTIVE_MARK = "!";

/**
 * Lets the caller script the reply, with the header `x-stub-reply` or behind an exclamation mark in the model's name;
 * calls that script nothing get `otherwise`. The answering model is then the name before the mark. Directives:
 * a failure's name (`rate_limit`, ...), `hang`, `omit-usage`, and with a number `retry-after` (seconds), `status`,
 * `delay`, `first`, `inter` (milliseconds), `cut`, `hang-after` (tokens), `in`, `out`, `read`, `write`, `write1h`,
 * `reasoning` (usage).
 * @throws SyntaxError from the reply function for a script that says something else.
 */
export function scriptedRespond(otherwise: StubRespond = () => ({})): StubRespond {
  return (request) => replyOfHeader(request) ?? replyOfModel(request.model) ?? otherwise(request);
}

function replyOfHeader({ headers }: StubRequest): StubReply | undefined {
  const text = headers[REPLY_HEADER];
  if (typeof text !== "string") return undefined;
  const reply = objectOf(JSON.parse(text));
  const unknown = Object.keys(reply).filter((key) => !REPLY_KEYS.has(key));
  if (unknown.length > 0)
    throw new SyntaxError(
      `${REPLY_HEADER}: unknown keys ${unknown.join(", ")}; known: ${[...REPLY_KEYS].join(", ")}`,
    );
  return reply;
}

/** The type makes this list complete: a new field of StubReply is an error here. */
const REPLY_FIELDS: Readonly<Record<keyof StubReply, true>> = {
  text: true,
  tokens: true,
  toolCalls: true,
  finish: true,
  usage: true,
  omitUsage: true,
  startOutputTokens: true,
  model: true,
  serviceTier: true,
  delayMs: true,
  firstTokenMs: true,
  interTokenMs: true,
  failure: true,
  status: true,
  errorBody: true,
  errorMessage: true,
  retryAfterSeconds: true,
  failAfterTokens: true,
  gzip: true,
  chunkBytes: true,
  splitAt: true,
  cutAfterBytes: true,
  responseHeaders: true,
  cutAfterTokens: true,
  hangAfterTokens: true,
  hang: true,
};
const REPLY_KEYS: ReadonlySet<string> = new Set(Object.keys(REPLY_FIELDS));

function replyOfModel(model: string): StubReply | undefined {
  const mark = model.indexOf(DIRECTIVE_MARK);
  if (mark < 0) return undefined;
  const directives = model.slice(mark + 1).split(",");
  return directives.reduce<StubReply>(withDirective, { model: model.slice(0, mark) });
}

function withDirective(reply: StubReply, directive: string): StubReply {
  const [name = "", valueText] = directive.trim().split("=");
  if (valueText === undefined) return { ...reply, ...wordDirective(name) };
  const value = valueText === "" ? undefined : countOf(Number(valueText));
  const make = NUMBER_DIRECTIVES.get(name);
  if (make === undefined || value === undefined)
    throw new SyntaxError(
      `unknown directive in the model's name: ${directive}; with a count: ${[...NUMBER_DIRECTIVES.keys()].join(", ")}`,
    );
  const { usage, ...fields } = make(value);
  return { ...reply, ...fields, ...(usage === undefined ? {} : { usage: { ...reply.usage, ...usage } }) };
}

function wordDirective(name: string): StubReply {
  if (name === "hang") return { hang: true };
  if (name === "omit-usage") return { omitUsage: true };
  if (isFailure(name)) return { failure: name };
  throw new SyntaxError(
    `unknown directive in the model's name: ${name}; known: hang, omit-usage, ${Object.keys(FAILURES).join(", ")}`,
  );
}

const FAILURES: Readonly<Record<StubFailure, true>> = {
  rate_limit: true,
  quota: true,
  auth: true,
  permission: true,
  not_found: true,
  context_overflow: true,
  content_filter: true,
  invalid_request: true,
  server: true,
  overloaded: true,
};

function isFailure(name: string): name is StubFailure {
  return Object.hasOwn(FAILURES, name);
}

const NUMBER_DIRECTIVES: ReadonlyMap<string, (value: number) => StubReply> = new Map([
  ["retry-after", (retryAfterSeconds: number): StubReply => ({ retryAfterSeconds })],
  ["status", (status: number): StubReply => ({ status })],
  ["delay", (delayMs: number): StubReply => ({ delayMs })],
  ["first", (firstTokenMs: number): StubReply => ({ firstTokenMs })],
  ["inter", (interTokenMs: number): StubReply => ({ interTokenMs })],
  ["cut", (cutAfterTokens: number): StubReply => ({ cutAfterTokens })],
  ["hang-after", (hangAfterTokens: number): StubReply => ({ hangAfterTokens })],
  ["in", (inputTokens: number): StubReply => ({ usage: { inputTokens } })],
  ["out", (outputTokens: number): StubReply => ({ usage: { outputTokens } })],
  ["read", (cacheReadTokens: number): StubReply => ({ usage: { cacheReadTokens } })],
  ["write", (cacheWriteTokens: number): StubReply => ({ usage: { cacheWriteTokens } })],
  ["write1h", (cacheWrite1hTokens: number): StubReply => ({ usage: { cacheWrite1hTokens } })],
  ["reasoning", (reasoningTokens: number): StubReply => ({ usage: { reasoningTokens } })],
]);
