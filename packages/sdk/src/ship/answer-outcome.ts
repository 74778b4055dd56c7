import { property, textOf } from "@breakwater/core/usage/untyped";
import { parseRetryAfterMs } from "@breakwater/notify/http/retry-after";
import type { SendOutcome } from "./span-sender.ts";

/** A server's answer. */
export interface ServerAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** What was asked: how many records were sent, and when, epoch milliseconds. */
export interface AskedOf {
  readonly count: number;
  readonly now: number;
}

const MAX_REASON_LENGTH = 200;
const ASK_LATER: ReadonlySet<number> = new Set([408, 425, 429]);

/** Reads an answer. What does not come from a Breakwater server never makes records count as stored, or as malformed. */
export function outcomeOf(answer: ServerAnswer, asked: AskedOf): SendOutcome {
  const { status } = answer;
  const body = parsed(answer.body);
  const said = errorText(body);
  const reason = said === undefined ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
  if (status === 200) return receiptOutcome(body, asked.count);
  if (status === 401 || status === 403) return { type: "refused", reason };
  if (status === 413) return { type: "too-large", reason };
  if ((status === 400 || status === 422) && said !== undefined) return { type: "malformed", reason };
  if (status >= 500 || ASK_LATER.has(status)) {
    const retryAfterMs = parseRetryAfterMs(answer.retryAfter ?? null, asked.now);
    return { type: "busy", reason, retryAfterMs };
  }
  return { type: "refused", reason: `${reason}; is this the address of a Breakwater server?` };
}

function receiptOutcome(body: unknown, count: number): SendOutcome {
  const accepted = property(body, "accepted");
  if (accepted === count) return { type: "stored" };
  const rejected = property(body, "rejected");
  if (typeof accepted !== "number" || typeof rejected !== "object" || rejected === null) {
    return { type: "refused", reason: "HTTP 200, but not the answer of a Breakwater server" };
  }
  const reasons = Object.keys(rejected).join(", ") || "fewer records were taken than were sent";
  return { type: "malformed", reason: shortened(reasons) };
}

/** The native routes answer `{ error }`, those that ask who is there `{ error: { message } }`. */
function errorText(body: unknown): string | undefined {
  const error = property(body, "error");
  const text = textOf(error) ?? textOf(property(error, "message"));
  return text && shortened(text);
}

function shortened(text: string): string {
  return text.length <= MAX_REASON_LENGTH ? text : `${text.slice(0, MAX_REASON_LENGTH)}...`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
