import { isoMicros } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { FAKE_CLOCK_START_MS } from "./fake-clock.ts";

/** Fields to set on a built record; `undefined` leaves the field out. */
export type RecordOverrides = { readonly [Field in keyof SpanRecord]?: SpanRecord[Field] | undefined };

let built = 0;

/**
 * A valid record: unless told otherwise a finished gpt-4o call of 100 + 20 tokens for 450,000 nano-dollars by `user_1`.
 * Ids count up from 1 in each test file; start times count up by a second from the fake clock's start. A kind that is
 * not paid for gets no model, usage or cost by default; nor does a status other than `ok` get a cost.
 */
export function buildRecord(overrides: RecordOverrides = {}): SpanRecord {
  built += 1;
  const { kind = "llm", status = "ok" } = overrides;
  const isPaidFor = kind === "llm" || kind === "embedding";
  const record: SpanRecord = {
    v: 1,
    traceId: built.toString(16).padStart(32, "0"),
    spanId: built.toString(16).padStart(16, "0"),
    kind,
    name: isPaidFor ? "ChatOpenAI" : `a ${kind}`,
    startTime: isoMicros(FAKE_CLOCK_START_MS + built * 1_000),
    status,
    userId: "user_1",
    ...(status === "running" || status === "blocked" ? {} : { durationMs: 800 }),
    ...(isPaidFor ? { provider: "openai", requestModel: "gpt-4o" } : {}),
    ...(isPaidFor && status === "ok" ? PAID_CALL : {}),
    ...(status === "error" ? { error: SERVER_ERROR } : {}),
  };
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) Reflect.deleteProperty(record, name);
    else Reflect.set(record, name, value);
  }
  return record;
}

/** `count` records; `overrides` may depend on the index, from 0. */
export function buildRecords(
  count: number,
  overrides: RecordOverrides | ((index: number) => RecordOverrides) = {},
): SpanRecord[] {
  return Array.from({ length: count }, (_, index) =>
    buildRecord(typeof overrides === "function" ? overrides(index) : overrides),
  );
}

/** Makes the next built record the first again, for tests that assert on ids or times. */
export function resetRecordIds(): void {
  built = 0;
}

/** 100 tokens at 2.50 and 20 at 10 dollars per million. */
const PAID_CALL = {
  responseModel: "gpt-4o-2024-08-06",
  usage: { inputTokens: 100, outputTokens: 20 },
  usageSource: "reported",
  cost: {
    source: "priced",
    totalNanos: 450_000,
    inputNanos: 250_000,
    outputNanos: 200_000,
    catalogue: "genai-prices@0.1.8",
  },
} satisfies RecordOverrides;

const SERVER_ERROR = {
  class: "server",
  type: "InternalServerError",
  message: "500 The server had an error while processing your request.",
  code: "500",
  fingerprint: "00000000000005e0",
} satisfies SpanRecord["error"];
