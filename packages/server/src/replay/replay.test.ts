import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { decodeRecord } from "@breakwater/core/record/decode-record";
import { endTimeMs, epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mergeByTime } from "./merge-by-time.ts";
import { play, type ReplayTiming } from "./play.ts";
import { type MeasuredTrace, measureTrace, tracesIn } from "./replay-sources.ts";
import { sampleTrace } from "./sample-trace.ts";

const UNTIL = Date.UTC(2026, 0, 15, 12);
const AZURE = ["TIMESTAMP,ContextTokens,GeneratedTokens"];
for (let index = 0; index < 300; index += 1) {
  AZURE.push(
    `2023-11-16 18:${String(15 + (index % 40)).padStart(2, "0")}:46.6805900,${index * 3},${index + 1}`,
  );
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-replay-"));
  writeFileSync(join(folder, "a.csv"), `${AZURE.join("\r\n")}\r\nnot a request\r\n\r\n`);
  writeFileSync(
    join(folder, "b.jsonl.gz"),
    gzipSync('{"timestamp":0,"input_length":600,"output_length":9,"hash_ids":[0,1]}\n{"broken\n'),
  );
  writeFileSync(join(folder, "notes.txt"), "not looked at");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Settings {
  readonly seed?: number;
  readonly limit?: number;
  readonly overMs?: number;
  readonly places?: readonly string[];
}

async function measured({ seed = 1, limit = 1e9, overMs, places = [folder] }: Settings = {}) {
  const bad: [string, number][] = [];
  const traces: MeasuredTrace[] = [];
  for (const source of tracesIn(places)) {
    const onBadLine = (trace: string, line: number) => bad.push([trace, line]);
    const trace = await measureTrace(source, { seed, limit, overMs, onBadLine });
    if (trace !== undefined) traces.push(trace);
  }
  return { bad, traces };
}

const UP_TO: ReplayTiming = {
  anchorMs: UNTIL,
  speed: 1,
  isLive: false,
  startOf: ({ wholeMs }) => UNTIL - wholeMs,
};

async function replayed(settings: Settings = {}, timing = UP_TO): Promise<SpanRecord[]> {
  const { traces } = await measured(settings);
  const spans: SpanRecord[] = [];
  for await (const request of play(traces, timing, true)) spans.push(...request.spans);
  return spans;
}

describe("a replay", () => {
  it("names the lines that are no requests, and goes on after them", async () => {
    const { bad, traces } = await measured();
    expect(bad).toEqual([
      ["a.csv", 302],
      ["b.jsonl", 2],
    ]);
    expect(traces.map(({ requests }) => requests)).toEqual([300, 1]);
  });

  it("makes valid records with all tokens of the trace that did not fail", async () => {
    const spans = await replayed();
    for (const span of spans) expect(decodeRecord(JSON.stringify(span))).toEqual({ ok: true, record: span });
    const calls = spans.filter(({ kind }) => kind === "llm");
    expect(calls).toHaveLength(301);
    const failed = calls.filter(({ status }) => status === "error").length;
    const output = calls.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0);
    const whole = (300 * 301) / 2 + 9;
    expect(output).toBeLessThanOrEqual(whole);
    expect(output).toBeGreaterThan(whole - failed * 301);
  });

  it("ends at the instant it is told, with everything before it", async () => {
    const ends = (await replayed()).map(endTimeMs);
    expect(Math.max(...ends)).toBeCloseTo(UNTIL, 2);
  });

  it("gives the same spans for the same seed and end, wherever the files lie, and others otherwise", async () => {
    const first = await replayed();
    expect(await replayed()).toEqual(first);
    expect(await replayed({ places: [join(folder, "a.csv"), join(folder, "b.jsonl.gz")] })).toEqual(first);
    const other = { ...UP_TO, anchorMs: UNTIL + 1 };
    const known = new Set(first.map(({ spanId }) => spanId));
    for (const spans of [await replayed({ seed: 2 }), await replayed({}, other)]) {
      expect(spans.filter(({ spanId }) => known.has(spanId))).toEqual([]);
    }
  });

  it("has each id once, and every parent in its trace", async () => {
    const spans = await replayed();
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const places = new Set(spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
    for (const { traceId, parentSpanId } of spans) {
      if (parentSpanId !== undefined) expect(places).toContain(`${traceId} ${parentSpanId}`);
    }
  });

  it("can be stretched, and cut short", async () => {
    const day = (await replayed({ overMs: 86_400_000, places: [join(folder, "a.csv")] })).map(endTimeMs);
    expect(Math.max(...day) - Math.min(...day)).toBeGreaterThan(86_000_000);
    const few = await replayed({ limit: 3 });
    expect(few.filter(({ kind }) => kind === "llm")).toHaveLength(4);
  });

  it("tells what is made up by a tag", async () => {
    const spans = await replayed({ seed: 7 });
    expect(new Set(spans.flatMap(({ tags }) => tags))).toEqual(new Set(["replay:seed=7"]));
  });

  it("against the clock, ends each request when it comes", async () => {
    const { traces } = await measured();
    const timing = { anchorMs: UNTIL, speed: 60, isLive: true, startOf: () => UNTIL };
    for await (const { atMs, spans } of play(traces, timing, false)) {
      const [root] = spans;
      if (root !== undefined) expect(endTimeMs(root)).toBeCloseTo(atMs, 2);
      expect(spans.some(({ input }) => input !== undefined)).toBe(false);
    }
  });
});

it("the made-up day fills a day, in order, and comes again for its seed", async () => {
  const times: number[] = [];
  for await (const { atMs } of sampleTrace(1).read()) times.push(atMs);
  expect(times).toHaveLength(20_000);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeGreaterThan(86_000_000);
  expect(times.at(-1)).toBeLessThan(86_400_000);
  const inHour = (hour: number) => times.filter((at) => Math.floor(at / 3_600_000) === hour).length;
  expect(inHour(10)).toBeGreaterThan(3 * inHour(2));
  expect(inHour(23)).toBeLessThan(inHour(16));
  const again: number[] = [];
  for await (const { atMs } of sampleTrace(1).read()) again.push(atMs);
  expect(again).toEqual(times);
});

it("merging gives every item once, in order of time", async () => {
  const ordered = fc.array(fc.integer({ min: 0, max: 50 })).map((times) => times.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(fc.array(ordered), async (sources) => {
      const merged: { at: number; source: number }[] = [];
      const iterables = sources.map(async function* (times, source) {
        for (const at of times) yield { at, source };
      });
      for await (const item of mergeByTime(iterables, ({ at }) => at)) merged.push(item);
      const expected = sources.flatMap((times, source) => times.map((at) => ({ at, source })));
      expect(merged).toEqual(expected.toSorted((a, b) => a.at - b.at || a.source - b.source));
    }),
  );
});

it.each([
  ["is missing", "nowhere.csv", /There is no file .*nowhere\.csv/],
  ["is no trace", "notes.txt", /notes\.txt is no trace .*"not looked at".*breakwater import/s],
])("a file that %s is told with what to do", async (_, file, message) => {
  await expect(measured({ places: [join(folder, file)] })).rejects.toThrow(message);
});

it("arrivals keep the pace of the trace", async () => {
  const spans = await replayed({ places: [join(folder, "a.csv")], limit: 30 });
  const starts = spans
    .filter(({ parentSpanId }) => parentSpanId === undefined)
    .map(({ startTime }) => epochMsOf(startTime));
  expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBeCloseTo(60_000, 2);
});
