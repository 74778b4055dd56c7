import { describe, expect, it } from "vitest";
import { sampleRecord } from "../record/span-record.samples.ts";
import type { SpanStatus } from "../record/span-record.ts";
import { RecordVersions } from "./record-versions.ts";

const of = (status: SpanStatus, spanId = "a".repeat(16)) => sampleRecord({ status, spanId });

describe("RecordVersions", () => {
  it.each<[readonly SpanStatus[], readonly string[]]>([
    [
      ["running", "ok"],
      ["skip", "count"],
    ],
    [
      ["ok", "running"],
      ["count", "skip"],
    ],
    [
      ["ok", "ok"],
      ["count", "skip"],
    ],
    [
      ["running", "abandoned", "ok", "ok"],
      ["skip", "count", "correct", "skip"],
    ],
    [
      ["abandoned", "abandoned"],
      ["count", "skip"],
    ],
    [
      ["abandoned", "running"],
      ["count", "skip"],
    ],
    [
      ["ok", "abandoned"],
      ["count", "skip"],
    ],
  ])("%j gives %j", (statuses, actions) => {
    const versions = new RecordVersions();
    expect(statuses.map((status) => versions.take(of(status)).action)).toEqual(actions);
    expect([...versions.running()]).toEqual([]);
  });

  it("keeps apart equal span ids of different traces", () => {
    const versions = new RecordVersions();
    versions.take(of("ok"));
    expect(versions.take({ ...of("ok"), traceId: "b".repeat(32) }).action).toBe("count");
  });

  it("remembers running steps without their payload", () => {
    const versions = new RecordVersions();
    versions.take({ ...of("running"), input: "long" });
    expect([...versions.running()][0]).not.toHaveProperty("input");
  });

  it("forgets the oldest steps when there are too many, and counts running ones it forgot", () => {
    const versions = new RecordVersions({ maxFinished: 2, maxOpen: 2 });
    for (const id of ["1", "2", "3"]) {
      versions.take(of("running", id.repeat(16)));
      versions.take(of("ok", `f${id.repeat(15)}`));
    }
    expect([[...versions.running()].length, versions.forgottenRunning]).toEqual([2, 1]);
    expect(versions.take(of("ok", `f${"3".repeat(15)}`)).action).toBe("skip");
    expect(versions.take(of("ok", `f${"1".repeat(15)}`)).action).toBe("count");
  });
});
