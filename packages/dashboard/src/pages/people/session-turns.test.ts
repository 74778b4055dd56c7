import { expect, it } from "vitest";
import { sessionOf } from "./session-turns.ts";

const NOON = Date.UTC(2026, 0, 15, 12);

function trace(traceId: string, afterMs: number, durationMs: number) {
  return { traceId, startTime: new Date(NOON + afterMs).toISOString(), durationMs };
}

it("places traces in time, the earliest first, each once, with the pauses between them", () => {
  const { lengthMs, turns } = sessionOf([
    trace("c", 9_000, 1_000),
    trace("a", 0, 4_000),
    trace("b", 1_000, 1_000),
    trace("c", 9_000, 1_000),
  ]);
  expect(lengthMs).toBe(10_000);
  expect(turns.map(({ trace: { traceId }, ...place }) => [traceId, place])).toEqual([
    ["a", { left: 0, width: 0.4, sinceStartMs: 0, pauseMs: 0 }],
    ["b", { left: 0.1, width: 0.1, sinceStartMs: 1_000, pauseMs: 0 }],
    ["c", { left: 0.9, width: 0.1, sinceStartMs: 9_000, pauseMs: 5_000 }],
  ]);
});

it("knows sessions of nothing and of a moment", () => {
  expect(sessionOf([])).toEqual({ lengthMs: 0, turns: [] });
  expect(sessionOf([trace("a", 0, 0)]).turns).toMatchObject([{ left: 0, width: 1 }]);
});
