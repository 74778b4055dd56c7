import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "./page-cursor.ts";

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

const anyCursor = fc.record({
  order: fc.constantFrom("duration" as const, "cost" as const),
  from: fc.nat(),
  to: fc.nat(),
  at: fc.integer().map(String),
  traceId: hex(32),
  spanId: hex(16),
});

it("gives every cursor back", () => {
  fc.assert(
    fc.property(anyCursor, (cursor) => {
      expect(decodeCursor(encodeCursor(cursor), cursor.order)).toEqual(cursor);
    }),
  );
});

it("refuses any other text, and a cursor of another order", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString("base64url")),
      ),
      (text) => {
        expect(() => decodeCursor(text, "start")).toThrow(/start again without one/);
      },
    ),
  );
  fc.assert(
    fc.property(anyCursor, (cursor) => {
      expect(() => decodeCursor(encodeCursor(cursor), "start")).toThrow();
      const hostile = { ...cursor, at: `${cursor.at}' OR 1=1` };
      expect(() => decodeCursor(encodeCursor(hostile), cursor.order)).toThrow();
    }),
  );
});

it("refuses a moment that is none", () => {
  const ids = { traceId: "a".repeat(32), spanId: "" };
  const cursor = { order: "start" as const, from: 0, to: 1, at: "2026-99-99 00:00:00.000000", ...ids };
  expect(() => decodeCursor(encodeCursor(cursor), "start")).toThrow(/start again without one/);
});
