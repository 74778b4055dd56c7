import { describe, expect, it } from "vitest";
import { spanIdsOf } from "./span-ids.ts";

describe("spanIdsOf", () => {
  it("takes the digits of a UUID: all of them for the trace, the last 16 for the span", () => {
    expect(spanIdsOf("0199ABCD-1234-7000-8000-00000000beef")).toEqual({
      traceId: "0199abcd12347000800000000000beef",
      spanId: "800000000000beef",
    });
  });

  it("makes 32 digits of an id of any other form, the same each time", () => {
    for (const id of ["run-1", "", "量子", "x".repeat(10_000)]) {
      const { traceId, spanId } = spanIdsOf(id);
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toBe(traceId.slice(16));
      expect(spanIdsOf(id)).toEqual({ traceId, spanId });
    }
  });

  it("tells the ids of many runs apart", () => {
    const spans = Array.from({ length: 20_000 }, (_, n) => spanIdsOf(`run-${n}`).spanId);
    expect(new Set(spans).size).toBe(spans.length);
  });
});
