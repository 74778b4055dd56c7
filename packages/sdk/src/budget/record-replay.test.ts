import { encodeRecord } from "@breakwater/core/record/encode-record";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { describe, expect, it } from "vitest";
import { RecordReplay } from "./record-replay.ts";

const running = buildRecord({ status: "running" });
const ended = { ...running, status: "ok" } as const;
const abandoned = { ...running, status: "abandoned" } as const;
const line = encodeRecord;

describe("RecordReplay", () => {
  it("tells of a call when it ends, not when it starts", () => {
    const replay = new RecordReplay();
    expect(replay.feed(line(running))).toBeUndefined();
    expect(replay.running).toEqual([running]);
    expect(replay.feed(line(ended))).toEqual({ kind: "ended", record: ended });
    expect(replay.running).toEqual([]);
  });

  it("tells of a late end together with what it replaces", () => {
    const replay = new RecordReplay();
    replay.feed(line(running));
    expect(replay.feed(line(abandoned))).toEqual({ kind: "ended", record: abandoned });
    expect(replay.feed(line(ended))).toEqual({ kind: "corrected", previous: abandoned, record: ended });
    expect(replay.running).toEqual([]);
  });

  it("does not let a call run again that was given up in another file read before", () => {
    const replay = new RecordReplay();
    replay.feed(line(abandoned));
    replay.feed(line(running));
    expect(replay.running).toEqual([]);
  });

  it("goes on from what a snapshot knew", () => {
    const other = buildRecord({ status: "running" });
    const replay = new RecordReplay();
    replay.resume([other], [abandoned]);
    expect(replay.running).toEqual([other]);
    expect(replay.feed(line(ended))).toMatchObject({ kind: "corrected", previous: abandoned });
    replay.feed(line({ ...other, status: "ok" }));
    expect(replay.running).toEqual([]);
  });

  it("tells steps of different traces apart", () => {
    const replay = new RecordReplay();
    replay.feed(line(running));
    replay.feed(line({ ...ended, traceId: "f".repeat(32) }));
    expect(replay.running).toEqual([running]);
  });

  it("counts lines that are no record", () => {
    const replay = new RecordReplay();
    for (const text of ["", "{", "[]", '{"v":1}']) expect(replay.feed(text)).toBeUndefined();
    expect(replay.badLines).toBe(4);
  });
});
