import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import fc from "fast-check";
import type { IncomingSpan } from "../storage/span-store.ts";
import type { Fault } from "./faulty-engine.ts";
import { fleetSpans } from "./watched-fleet.ts";

const FLEET = fleetSpans(12, {
  from: Date.UTC(2026, 0, 15, 21, 30),
  to: Date.UTC(2026, 0, 16, 2, 30),
}).map(lossless);

/** Which state of a span arrives: `end` and `otherEnd` are both final, and disagree. */
type Form = "running" | "abandoned" | "end" | "otherEnd";

/** Something that happens while a batch is stored. */
export type Mishap =
  | { readonly what: "nothing" | "restart" }
  | ({ readonly what: "crash" | "full disk" } & Fault);

/** A batch, and what happens while it is stored. */
export interface HistoryStep {
  readonly batch: readonly IncomingSpan[];
  readonly mishap: Mishap;
  /** How the machine's clock is set when it begins, about the true time. */
  readonly clockShiftMs: number;
}

const FORMS: Readonly<Record<Form, (record: SpanRecord) => SpanRecord>> = {
  running: (record) => ({ ...open(record), status: "running" }),
  abandoned: (record) => ({
    ...open(record),
    status: "abandoned",
    userId: "user-before",
    tags: ["beta", "before"],
    budget: { heldNanos: 9, chargedNanos: 7, isBounded: true },
  }),
  end: (record) => ended(record),
  otherEnd: (record) => ({ ...ended(record), status: "cancelled", output: "cut" }),
};

const form = fc.constantFrom<Form>("running", "abandoned", "end", "otherEnd");

const arrival: fc.Arbitrary<IncomingSpan> = fc
  .tuple(fc.constantFrom(...FLEET), form, fc.constantFrom(0, 1, 40 * 60_000), fc.boolean())
  .map(([record, name, shiftMs, isOverOtlp]) => ({
    record: { ...FORMS[name](record), startTime: shifted(record.startTime, shiftMs) },
    protocol: isOverOtlp ? "otlp" : "native",
    dialect: isOverOtlp ? "genai" : "breakwater",
  }));

/** Writes before the one that fails: in a commit without retractions, the payloads and then the spans. */
const after = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(0, 1) }, fc.integer({ min: 2, max: 9 }));

const mishap = fc.oneof(
  fc.record({ what: fc.constantFrom("nothing", "restart") }),
  fc.record({
    what: fc.constantFrom("crash", "full disk"),
    after,
    kind: fc.constantFrom("unsent", "unanswered", "torn"),
  }),
);

/** Any order of batches, copies, later states and mishaps. */
export const spanHistories: fc.Arbitrary<readonly HistoryStep[]> = fc.array(
  fc.record({
    batch: fc.array(arrival, { minLength: 1, maxLength: 8 }),
    mishap,
    clockShiftMs: fc.integer({ min: -7_200_000, max: 7_200_000 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Histories of which each has once been, or could well be, told wrongly. */
export const KNOWN_HISTORIES: readonly (readonly HistoryStep[])[] = [
  // The clock is set back, so that the torn commit seems to be from before what is settled.
  [told("end", { what: "nothing" }, 7_200_000), toldOthers("end", torn("crash", 1))],
  // The disk is full when some sums have the spans and others do not, and again when they come in their last state.
  [told("running", torn("full disk", 1)), told("end", torn("full disk", 1))],
  // An end takes the place of what was counted as abandoned long before, and is cut off between the two.
  [
    told("abandoned", { what: "nothing" }),
    { ...toldOthers("end", { what: "restart" }), clockShiftMs: 3_600_000 },
    told("end", torn("crash", 4), 7_200_000),
  ],
];

/** A batch of three spans in one state. */
function told(form: Form, mishap: Mishap, clockShiftMs = 0): HistoryStep {
  const records = FLEET.slice(0, 3).map((record) => FORMS[form](record));
  return {
    batch: records.map((record) => ({ record, protocol: "native", dialect: "breakwater" })),
    mishap,
    clockShiftMs,
  };
}

/** The same, of other spans. */
function toldOthers(form: Form, mishap: Mishap): HistoryStep {
  const records = FLEET.slice(3, 6).map((record) => FORMS[form](record));
  return {
    ...told(form, mishap),
    batch: records.map((record) => ({ record, protocol: "otlp", dialect: "genai" })),
  };
}

function torn(what: "crash" | "full disk", after: number): Mishap {
  return { what, after, kind: "torn" };
}

/** Without what a column cannot tell from nothing. */
function lossless({ cached, tags = [], usage, ...record }: SpanRecord): SpanRecord {
  return {
    ...record,
    ...(cached === true && { cached }),
    ...(tags.length > 0 && { tags }),
    ...(usage && { usage: { ...usage, cacheReadTokens: 5, reasoningTokens: 3 } }),
  };
}

function open({
  durationMs: _,
  timeToFirstTokenMs: __,
  error: ___,
  usage: ____,
  usageSource: _____,
  cost: ______,
  responseModel: _______,
  ...rest
}: SpanRecord): SpanRecord {
  return { ...rest, input: `prompt of ${rest.spanId}` };
}

function ended(record: SpanRecord): SpanRecord {
  const isOpen = record.status === "running" || record.status === "abandoned";
  const status = isOpen ? "ok" : record.status;
  return { ...record, status, durationMs: record.durationMs ?? 7.5, output: `answer of ${record.spanId}` };
}

function shifted(startTime: string, byMs: number): string {
  return byMs === 0 ? startTime : new Date(epochMsOf(startTime) + byMs).toISOString().replace("Z", "000Z");
}
