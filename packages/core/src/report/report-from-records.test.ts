import { describe, expect, it } from "vitest";
import { recordTime, sampleRecord } from "../record/span-record.samples.ts";
import { createReportAccumulator } from "./report-from-records.ts";

const NOW = Date.UTC(2026, 10, 23, 18);
const HOUR = 3_600_000;
const at = (hoursAgo: number) => recordTime(NOW - hoursAgo * HOUR);
const idOf = (n: number) => n.toString(16).padStart(16, "0");

describe("createReportAccumulator", () => {
  it("replaces running lines by their end and tells calls in flight from those that never ended", () => {
    const accumulator = createReportAccumulator({ now: NOW });
    accumulator.add(sampleRecord({ status: "running", spanId: idOf(1), startTime: at(5) }));
    accumulator.add(sampleRecord({ spanId: idOf(1), startTime: at(5) }));
    accumulator.add(sampleRecord({ status: "running", spanId: idOf(2), startTime: at(0.5) }));
    accumulator.add(sampleRecord({ status: "running", spanId: idOf(3), startTime: at(2) }));
    accumulator.add(sampleRecord({ status: "running", spanId: idOf(4), startTime: at(2), kind: "chain" }));
    const { cost, unknowns } = accumulator.build();
    expect(cost.total.calls).toBe(1);
    expect([unknowns.inFlightCalls, unknowns.unfinishedCalls]).toEqual([1, 1]);
  });

  it("lets the late end of an abandoned call replace it everywhere", () => {
    const accumulator = createReportAccumulator({ now: NOW });
    accumulator.add(sampleRecord({ status: "abandoned", startTime: at(1) }));
    accumulator.add(sampleRecord({ startTime: at(1), durationMs: 60_000 }));
    const { cost, unknowns, performance } = accumulator.build();
    expect([cost.total.calls, unknowns.abandonedCalls, performance.total.count]).toEqual([1, 0, 1]);
    expect(performance.total.slowCalls).toBe(1);
  });

  it("takes steps by their start: since included, until excluded", () => {
    const accumulator = createReportAccumulator({ now: NOW, since: NOW - 2 * HOUR, until: NOW - HOUR });
    for (const [n, hoursAgo] of [3, 2, 1.5, 1, 0].entries()) {
      accumulator.add(sampleRecord({ spanId: idOf(n), startTime: at(hoursAgo) }));
    }
    const report = accumulator.build();
    expect(report.cost.total.calls).toBe(2);
    expect(report.range).toEqual({ from: "2026-11-23T16:00:00.000Z", to: "2026-11-23T17:00:00.000Z" });
  });

  it("begins with the first step when no beginning is given, and is empty without records", () => {
    const accumulator = createReportAccumulator({ now: NOW });
    expect(accumulator.build().range).toEqual({
      from: "2026-11-23T18:00:00.000Z",
      to: "2026-11-23T18:00:00.000Z",
    });
    accumulator.add(sampleRecord({ startTime: at(3) }));
    expect(accumulator.build().range.from).toBe("2026-11-23T15:00:00.000Z");
  });

  it("reports lines it could not read and what the caller knows was lost", () => {
    const accumulator = createReportAccumulator({ now: NOW });
    accumulator.addUnreadableLine();
    const { unknowns } = accumulator.build({ dropped: { disk_full: 2, none: 0 } });
    expect(unknowns).toMatchObject({ tornLines: 1, dropped: [{ reason: "disk_full", count: 2 }] });
  });
});
