import { describe, expect, it } from "vitest";
import { decodeRecord } from "./decode-record.ts";
import { encodeRecord } from "./encode-record.ts";
import { sampleRecord } from "./span-record.samples.ts";

function decodeChanged(fields: Record<string, unknown>) {
  return decodeRecord(JSON.stringify({ ...sampleRecord(), ...fields }));
}

describe("decodeRecord", () => {
  it.each([
    ["an empty line", "", "not JSON"],
    ["a torn line", encodeRecord(sampleRecord()).slice(0, -5), "not JSON"],
    ["a list", "[]", "not a JSON object"],
    ["null", "null", "not a JSON object"],
    ["a line of another version", `{"v":2}`, "v is not 1"],
  ])("refuses %s", (_, line, reason) => {
    expect(decodeRecord(line)).toEqual({ ok: false, reason });
  });

  it.each([
    [{ traceId: "0AF7651916CD43DD8448EB211C80319C" }, "traceId is not 32 lower-case hex digits"],
    [{ spanId: undefined }, "spanId is missing"],
    [{ startTime: "yesterday" }, "startTime is not an ISO 8601 UTC time such as 2026-11-23T20:41:03.123456Z"],
    [{ userId: 7 }, "userId is not a string"],
    [{ userId: null }, "userId is not a string"],
    [{ durationMs: -1 }, "durationMs is not a non-negative number"],
    [{ usage: { inputTokens: -3, outputTokens: 0 } }, "usage.inputTokens is not a non-negative integer"],
    [{ usage: { inputTokens: 1.5, outputTokens: 0 } }, "usage.inputTokens is not a non-negative integer"],
    [{ cost: { source: "unpriced" } }, "cost.reason is missing"],
    [{ tags: ["a", 1] }, "tags has an item that is not a string"],
    [{ metadata: { a: {} } }, "metadata has a value that is not a string, number or boolean"],
    [{ budget: { heldNanos: 1, denial: { budget: "daily" } } }, "budget.denial.key is missing"],
  ])("names the field at fault in %j", (fields, reason) => {
    expect(decodeChanged(fields)).toEqual({ ok: false, reason });
  });

  it("never repeats a value in its reason", () => {
    const decoded = decodeChanged({ status: "sk-secret" });
    expect(decoded.ok).toBe(false);
    expect(JSON.stringify(decoded)).not.toContain("sk-secret");
  });

  it("keeps fields that only a newer writer knows", () => {
    expect(decodeChanged({ newField: { deep: 1 } })).toMatchObject({
      ok: true,
      record: { newField: { deep: 1 } },
    });
  });

  it("reads a newer writer's kind and error class as other and unknown", () => {
    const error = { class: "quota", type: "E", message: "m", fingerprint: "0123456789abcdef" };
    expect(decodeChanged({ kind: "rerank", status: "error", error })).toMatchObject({
      ok: true,
      record: { kind: "other", error: { class: "unknown", type: "E" } },
    });
  });
});
