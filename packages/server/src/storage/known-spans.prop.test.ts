import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HourFilters } from "./hour-filters.ts";
import { KnownSpans } from "./known-spans.ts";
import { HOUR_MS, hourOf, keyOf, projectOf } from "./span-row.ts";
import type { IncomingSpan } from "./span-store.ts";
import type { SqlEngine, SqlParameters } from "./sql-engine.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
/** A filter of few ids, with what it takes beside its bits. */
const SMALL_FILTER_BYTES = 8_192 + 256;

/** Answers the two questions that are asked of `spans`, from a list. */
class NaiveSpans implements Pick<SqlEngine, "query"> {
  readonly stored = new Map<string, SpanRecord>();
  /** Hours whose ids were read, in order. */
  readonly reads: number[] = [];
  onQuery = () => {};

  async query(_: string, parameters: SqlParameters = {}): Promise<readonly unknown[]> {
    this.onQuery();
    return "hour" in parameters ? this.#idsOf(parameters) : this.#statesOf(parameters);
  }

  #idsOf({ project, hour, limit, trace = "", span = "" }: SqlParameters): readonly unknown[] {
    if (trace === "") this.reads.push(Number(hour) * 1000);
    return [...this.stored.values()]
      .filter((record) => projectOf(record) === project && hourOf(record) === Number(hour) * 1000)
      .map(({ traceId, spanId }) => ({ trace: traceId, span: spanId }))
      .sort((one, other) => (one.trace + one.span < other.trace + other.span ? -1 : 1))
      .filter((ids) => ids.trace + ids.span > `${trace}${span}`)
      .slice(0, Number(limit));
  }

  #statesOf({ projects, traces, spans }: SqlParameters): readonly unknown[] {
    const has = (list: unknown, value: string) => Array.isArray(list) && list.includes(value);
    return [...this.stored.values()]
      .filter((record) => has(projects, projectOf(record)))
      .filter((record) => has(traces, record.traceId) && has(spans, record.spanId))
      .map((record) => ({
        project: projectOf(record),
        ...record,
        start: record.startTime.slice(0, -1).replace("T", " "),
      }));
  }
}

function span(which: number, hour: number, status: SpanStatus = "ok"): IncomingSpan {
  const id = which.toString(16).padStart(16, "0");
  const record = sampleRecord({
    project: which % 7 === 0 ? "other" : "shop",
    traceId: `a${id.slice(1)}${id}`,
    spanId: id,
    startTime: new Date(NOON + hour * HOUR_MS + which).toISOString().replace("Z", "000Z"),
    status,
  });
  return { record, protocol: "native", dialect: "breakwater" };
}

function bed(maxBytes: number, idsAtOnce: number, maxIdsRead = 1_000_000) {
  const engine = new NaiveSpans();
  const filters = new HourFilters(engine, { maxBytes, idsAtOnce, maxIdsRead });
  engine.onQuery = () => expect(filters.bytes).toBeLessThanOrEqual(maxBytes);
  return { engine, filters, known: new KnownSpans(engine, filters) };
}

describe("KnownSpans", () => {
  it("finds every stored span and no other, within its memory, however many hours a batch has", async () => {
    const arrival = fc.record({
      which: fc.integer({ min: 1, max: 60 }),
      shift: fc.integer({ min: -1, max: 1 }),
      status: fc.constantFrom<SpanStatus>("running", "ok"),
    });
    const step = fc.record({ batch: fc.array(arrival, { maxLength: 40 }), forgets: fc.boolean() });
    const room = fc.record({
      filters: fc.integer({ min: 4, max: 9 }),
      idsAtOnce: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(room, fc.array(step, { maxLength: 6 }), async (limits, steps) => {
        const { engine, filters, known } = bed(limits.filters * SMALL_FILTER_BYTES, limits.idsAtOnce);
        for (const { batch, forgets } of steps) {
          if (forgets) known.forget();
          // Another copy of a span starts at most an hour beside the first.
          const spans = batch.map(({ which, shift, status }) =>
            span(which, (which % 20) * 3 + shift, status),
          );
          const apart = spans.filter(
            ({ record }) =>
              Math.abs(hourOf(record) - hourOf(engine.stored.get(keyOf(record)) ?? record)) <= HOUR_MS,
          );
          const found = await known.find(apart);
          const expected = new Map(
            apart.flatMap(({ record }) => {
              const stored = engine.stored.get(keyOf(record));
              return stored === undefined
                ? []
                : [[keyOf(record), { status: stored.status, startTime: stored.startTime }] as const];
            }),
          );
          expect(found).toEqual(expected);
          const fresh = new Map(apart.map((one) => [keyOf(one.record), one] as const));
          for (const key of found.keys()) fresh.delete(key);
          for (const [key, { record }] of fresh) engine.stored.set(key, record);
          known.add([...fresh.values()]);
          expect(filters.bytes).toBeLessThanOrEqual(limits.filters * SMALL_FILTER_BYTES);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("forgets the hour used longest ago", async () => {
    const hours = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: 8 }), hours, async (room, uses) => {
        const { engine, filters } = bed(room * SMALL_FILTER_BYTES, 10);
        const start = (hour: number) => NOON + hour * HOUR_MS;
        for (let hour = 0; hour <= 12; hour += 1) {
          const { record } = span(1 + hour, hour);
          engine.stored.set(keyOf(record), { ...record, project: "shop" });
        }
        const remembered: number[] = [];
        const reads: number[] = [];
        for (const hour of uses) {
          await filters.of({ project: "shop", start: start(hour) });
          const place = remembered.indexOf(hour);
          if (place >= 0) remembered.splice(place, 1);
          else reads.push(start(hour));
          remembered.push(hour);
          if (remembered.length > room) remembered.shift();
        }
        expect(engine.reads).toEqual(reads);
      }),
    );
  });

  it.each([
    ["remember", bed(4 * 45_000, 10_000)],
    ["read", bed(1e9, 100, 1_000)],
  ])("looks up every span of an hour that has too many to %s", async (_, { engine, filters, known }) => {
    const many = Array.from({ length: 30_000 }, (_, index) => span(index * 7 + 1, 0));
    for (const { record } of many) engine.stored.set(keyOf(record), record);
    const asked = [...many.slice(0, 20), span(3, 0)];
    expect([...(await known.find(asked)).keys()]).toEqual(
      many.slice(0, 20).map(({ record }) => keyOf(record)),
    );
    expect(filters.bytes).toBeLessThan(4 * SMALL_FILTER_BYTES);
  });
});
