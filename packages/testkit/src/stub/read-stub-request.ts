import type { IncomingHttpHeaders } from "node:http";
import { objectOf } from "../json-value.ts";
import { countTokens } from "./split-tokens.ts";
import type { StubRequest, WireRequest } from "./stub-request.ts";
import type { Wire } from "./wire.ts";

/** What OpenAI adds for each message, and once for the answer's start. */
const TOKENS_PER_MESSAGE = 3;

/** A call as it came over the network. */
export interface RawRequest {
  readonly id: number;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyText: string;
}

/** Reads a call in its protocol. @throws SyntaxError when the body is not JSON. */
export function readStubRequest(wire: Wire, { id, target, headers, bodyText }: RawRequest): StubRequest {
  const body = objectOf(JSON.parse(bodyText));
  const read = wire.readRequest(body, target);
  return {
    ...read,
    id,
    wire: wire.name,
    path: target.split("?", 1)[0] ?? target,
    target,
    headers,
    body,
    inputTokens: inputTokens(wire, read),
  };
}

function inputTokens(wire: Wire, { texts, tools }: WireRequest): number {
  const textTokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  if (wire.name.endsWith("-embeddings")) return textTokens;
  const toolTokens = tools.reduce((sum, tool) => sum + 1 + countTokens(JSON.stringify(tool.schema)), 0);
  return textTokens + toolTokens + TOKENS_PER_MESSAGE * (texts.length + 1);
}
