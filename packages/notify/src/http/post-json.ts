import type { Clock } from "@breakwater/core/time/clock";
import type { DeliveryOutcome } from "../receiver.ts";
import type { SecretScrubber } from "./known-secrets.ts";
import { parseRetryAfterMs } from "./retry-after.ts";

/** What receivers that speak HTTP need of the outside. */
export interface ReceiverEdge {
  readonly clock: Clock;
  /** Default: the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

/** One POST. */
export interface JsonPost {
  /** Without credentials; `fetch` refuses a URL that has them. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  readonly scrubber: SecretScrubber;
}

/** What came back: an answer in the 200s with the beginning of its body, or an outcome. */
export type PostResult =
  | { readonly kind: "answered"; readonly body: string }
  | Exclude<DeliveryOutcome, { kind: "delivered" }>;

const USER_AGENT = "breakwater-notify";
/** More of an answer is not read. */
const MAX_BODY_BYTES = 2_000;
const MAX_SHOWN_BODY = 200;
/** Statuses besides the 500s that say "later": request timeout, too early, too many requests. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts JSON. No answer, 408, 425, 429 and the 500s are retryable; other answers outside the 200s are rejections. A
 * redirection is never followed: it would carry the secrets in headers and signature to another place.
 */
export async function postJson(post: JsonPost, edge: ReceiverEdge): Promise<PostResult> {
  const { scrubber, signal } = post;
  try {
    const response = await (edge.fetch ?? fetch)(post.url, {
      method: "POST",
      redirect: "manual",
      body: post.body,
      headers: { "user-agent": USER_AGENT, ...post.headers, "content-type": "application/json" },
      signal,
    });
    const body = await bodyStart(response);
    if (response.ok) return { kind: "answered", body };
    return refusal(response, body, { scrubber, now: edge.clock.now() });
  } catch (error) {
    return { kind: "retryable", reason: scrubber.scrub(`${scrubber.shownUrl}: ${faultText(error)}`) };
  }
}

function refusal(
  response: Response,
  body: string,
  { scrubber, now }: { readonly scrubber: SecretScrubber; readonly now: number },
): PostResult {
  const { status, headers } = response;
  // Scrubbed before it is cut: half a secret would not be recognised.
  const shownBody = scrubber.scrub(body).replace(/\s+/g, " ").slice(0, MAX_SHOWN_BODY);
  const answer = `${scrubber.shownUrl} answered ${status}${shownBody === "" ? "" : `: ${shownBody}`}`;
  if (status >= 300 && status < 400)
    return {
      kind: "rejected",
      reason: `${scrubber.shownUrl} answered ${status}: redirections are not followed; configure the final URL`,
    };
  if (status < 500 && !RETRYABLE_STATUSES.has(status)) return { kind: "rejected", reason: answer };
  const retryAfterMs = parseRetryAfterMs(headers.get("retry-after"), now);
  return { kind: "retryable", reason: answer, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** The beginning of the body; the rest is left unread, however long it is. */
async function bodyStart(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const part of response.body) {
    text += decoder.decode(part, { stream: true });
    size += part.byteLength;
    // Leaving the loop cancels the stream.
    if (size >= MAX_BODY_BYTES) break;
  }
  return text.slice(0, MAX_BODY_BYTES);
}

/** `fetch` hides why a connection failed in the error's cause. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return "the request failed";
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause ? String(cause.code) : cause.name;
  return `${error.message} (${code}${cause.message === "" ? "" : `: ${cause.message}`})`;
}
