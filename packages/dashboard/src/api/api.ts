import type { ApiType } from "@breakwater/server/api/client";
import { hc } from "hono/client";
import { connection, UnreachableError } from "./connection.ts";

/** The server's API, typed by its own routes. A cookie or an open server lets in. */
export const api = hc<ApiType>(`${location.origin}/api/v1`);

/** The body of every error that the API answers with. */
interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** What the server said instead of an answer. */
export class ApiError extends Error {
  readonly status: number;
  /** Stable, such as `BW_INVALID_RANGE`. */
  readonly code: string;

  constructor(status: number, { code, message }: ErrorBody["error"]) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

/** Whether the server said that what was asked for is not there. */
export function isNotFound(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** A response as far as it is read here. */
interface Answering {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<unknown>;
}

/** What a good response of a typed route holds. */
type AnswerOf<Response extends Answering> = Exclude<Awaited<ReturnType<Response["json"]>>, ErrorBody>;

/** The body of a good answer. @throws ApiError for any other, UnreachableError for none, as rejections */
export async function answered<Response extends Answering>(
  asked: Promise<Response>,
): Promise<AnswerOf<Response>> {
  return (await bodyOf(asked)) as AnswerOf<Response>;
}

/** The body of a good answer of a route beside the query API. @throws ApiError for any other, UnreachableError for none, as rejections */
export async function fetched<Body>(address: string, request: RequestInit = {}): Promise<Body> {
  return (await bodyOf(fetch(address, request))) as Body;
}

async function bodyOf(asked: Promise<Answering>): Promise<unknown> {
  const response = await reached(asked);
  const body: unknown = await response.json().catch(() => undefined);
  if (body === undefined && GATEWAY_STATUSES.has(response.status)) throw unreachable();
  connection.report(false);
  if (response.ok && body !== undefined) return body;
  throw new ApiError(response.status, errorOf(body));
}

/** What a proxy answers with when nobody is behind it. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

async function reached(asked: Promise<Answering>): Promise<Answering> {
  try {
    return await asked;
  } catch (error) {
    // Given up by the pages themselves, which tells nothing of the server.
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable(error);
  }
}

function unreachable(cause?: unknown): UnreachableError {
  connection.report(true);
  return new UnreachableError(cause);
}

/** Code of an answer that is none of the API's. */
export const NO_ANSWER = "BW_NO_ANSWER";

function errorOf(body: unknown): ErrorBody["error"] {
  const { error } = Object(body) as Partial<ErrorBody>;
  return error ?? { code: NO_ANSWER, message: "The server did not answer as expected." };
}
