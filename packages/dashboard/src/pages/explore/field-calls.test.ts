import { expect, it } from "vitest";
import { callsOfField, within } from "./field-calls.ts";

const HOUR = { from: Date.UTC(2026, 0, 15, 10), to: Date.UTC(2026, 0, 15, 11) };
const TIMES = { from: "2026-01-15T10:00:00.000Z", to: "2026-01-15T11:00:00.000Z" };

it("leads to the calls of a field's time and length, of what the map counts", () => {
  const view = { from: "now-24h", to: "now", model: ["gpt-4o"] };
  expect(callsOfField(view, { stretch: HOUR, lengthMs: [400, 630] })).toEqual({
    ...TIMES,
    model: ["gpt-4o"],
    kind: ["llm", "embedding"],
    status: ["ok", "error"],
    order: "duration",
    minDurationMs: "400",
    maxDurationMs: "630",
  });
});

it("keeps filters that say more of the same", () => {
  const view = { kind: ["tool"], status: ["error"] };
  expect(callsOfField(view, { stretch: HOUR, lengthMs: [0, 1] })).toEqual({
    ...TIMES,
    ...view,
    order: "duration",
    maxDurationMs: "1",
  });
});

it("knows no end of the last row", () => {
  expect(callsOfField({}, { stretch: HOUR, lengthMs: [1_000_000] })).not.toHaveProperty("maxDurationMs");
});

it("leads no further than what was asked for", () => {
  const asked = { from: HOUR.from + 60_000, to: HOUR.to - 60_000 };
  expect(within(HOUR, asked)).toEqual(asked);
  expect(within(asked, HOUR)).toEqual(asked);
});
