import { objectOf } from "@breakwater/core/usage/untyped";
import type { Dialect, JsonObject, WireRequest, WireTarget } from "./dialect.ts";
import { wireJson } from "./wire-json.ts";

/** A request body longer than this is not read. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

type FetchInput = Parameters<typeof globalThis.fetch>[0];

/** A request that is a model call. */
export interface GuardedRequest {
  readonly dialect: Dialect;
  readonly target: WireTarget;
  readonly body: JsonObject;
  readonly wire: WireRequest;
  readonly signal: AbortSignal | undefined;
  /** True when `body` is not the caller's, and so must be sent in the place of it. */
  readonly isChanged?: boolean;
}

/** A request that goes where model calls go; whether it is one, its body must tell. */
export interface AddressedRequest {
  readonly dialect: Dialect;
  readonly target: WireTarget;
  readonly input: FetchInput;
  readonly init: RequestInit | undefined;
}

/** Tells by method and address alone, so that all other traffic costs next to nothing. */
export function addressedRequest(
  input: FetchInput,
  init: RequestInit | undefined,
  dialects: readonly Dialect[],
): AddressedRequest | undefined {
  const request = requestOf(input);
  if ((init?.method ?? request?.method ?? "GET").toUpperCase() !== "POST") return undefined;
  const text = request === undefined ? String(input) : request.url;
  if (!URL.canParse(text)) return undefined;
  const target: WireTarget = {
    url: new URL(text),
    headers: new Headers(init?.headers ?? request?.headers),
  };
  const dialect = dialects.find((candidate) => candidate.matches(target));
  return dialect && { dialect, target, input, init };
}

/** Reads the body; undefined when it is none that can be read without disturbing it. */
export async function guardedRequest({
  dialect,
  target,
  input,
  init,
}: AddressedRequest): Promise<GuardedRequest | undefined> {
  const request = requestOf(input);
  const text =
    init?.body === undefined || init.body === null ? await clonedText(request) : plainText(init.body);
  const body = text === undefined ? undefined : wireJson(text);
  if (objectOf(body) === undefined || Array.isArray(body)) return undefined;
  const fields = body as JsonObject;
  const wire = dialect.readRequest(fields, target);
  return { dialect, target, body: fields, wire, signal: init?.signal ?? request?.signal };
}

/** The request with a cap on its output tokens, per answer; the same one when there is none to set. */
export function withOutputCap(request: GuardedRequest, tokens: number | undefined): GuardedRequest {
  const { dialect, body, target } = request;
  const capped = tokens === undefined ? undefined : dialect.withOutputCap?.(body, tokens, target);
  return capped === undefined ? request : { ...request, body: capped, isChanged: true };
}

/** What is changed about a request before it is sent. */
export interface RequestChanges {
  readonly body?: JsonObject | undefined;
  /** Added where the request has none of the name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The arguments of `fetch` for a request with changes; the very same ones when there are none. */
export function withChanges(
  { input, init, target }: AddressedRequest,
  { body, headers: added = {} }: RequestChanges,
): [FetchInput, RequestInit | undefined] {
  const missing = Object.entries(added).filter(([name]) => !target.headers.has(name));
  if (body === undefined && missing.length === 0) return [input, init];
  const headers = new Headers(target.headers);
  for (const [name, value] of missing) headers.set(name, value);
  // It counted the bytes of the other body.
  if (body !== undefined) headers.delete("content-length");
  return [input, { ...init, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }];
}

function requestOf(input: FetchInput): Request | undefined {
  return typeof input === "object" && "method" in input && "headers" in input ? input : undefined;
}

function plainText(body: unknown): string | undefined {
  if (typeof body === "string") return body.length > MAX_BODY_BYTES ? undefined : body;
  if (!(body instanceof ArrayBuffer) && !ArrayBuffer.isView(body)) return undefined;
  if (body.byteLength > MAX_BODY_BYTES) return undefined;
  return new TextDecoder().decode(ArrayBuffer.isView(body) ? bytesOf(body) : body);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The body of a `Request`, read from a clone while the request itself stays unread. */
async function clonedText(request: Request | undefined): Promise<string | undefined> {
  if (!request?.body || request.bodyUsed) return undefined;
  const decoder = new TextDecoder();
  const reader = request.clone().body?.getReader();
  const parts: string[] = [];
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      void reader.cancel().catch(() => undefined);
      return undefined;
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}
