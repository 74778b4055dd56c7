import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { recordJsonSchema, spanRecordSchema } from "./record-schema.ts";
import { sampleRecord } from "./span-record.samples.ts";
import type { SpanRecord } from "./span-record.ts";

describe("spanRecordSchema", () => {
  it("has exactly the fields and types of SpanRecord", () => {
    expectTypeOf<z.infer<typeof spanRecordSchema>>().toEqualTypeOf<SpanRecord>();
    expect(spanRecordSchema.safeParse(sampleRecord()).success).toBe(true);
  });

  it("refuses null for an absent field and an unpriced cost with an amount of 0 only", () => {
    expect(spanRecordSchema.safeParse({ ...sampleRecord(), userId: null }).success).toBe(false);
    const cost = { source: "unpriced", totalNanos: 0 };
    expect(spanRecordSchema.safeParse({ ...sampleRecord(), cost }).success).toBe(false);
  });
});

describe("recordJsonSchema", () => {
  it("describes every field of the record", () => {
    const { properties } = recordJsonSchema() as { properties: Record<string, { description?: string }> };
    const silent = Object.entries(properties).filter(([, field]) => !field.description);
    expect(Object.keys(properties)).toContain("timeToFirstTokenMs");
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it("lets unknown fields through, for readers older than the writer", () => {
    expect(JSON.stringify(recordJsonSchema())).not.toContain('additionalProperties":false');
  });
});
