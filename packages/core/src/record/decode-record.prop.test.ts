import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRecord } from "./decode-record.ts";
import { encodeRecord } from "./encode-record.ts";
import { spanRecordSchema } from "./record-schema.ts";
import { anyRecord, anyText } from "./span-record.samples.ts";

/** Paths of every value inside an object, such as ["usage", "inputTokens"]. */
function pathsOf(value: unknown, prefix: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...prefix]];
  const below = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...prefix, key]));
  return prefix.length > 0 ? [[...prefix], ...below] : below;
}

function withValueAt(object: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = (Array.isArray(object) ? [...object] : { ...(object as object) }) as Record<string, unknown>;
  Object.defineProperty(copy, key, {
    value: withValueAt(copy[key], rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

/** A newer writer's names are accepted on purpose, so these two fields differ from the schema. */
const isOpenName = (path: readonly string[]) => ["kind", "error.class"].includes(path.join("."));

describe("decodeRecord", () => {
  it("gives back what encodeRecord wrote, on one line that survives UTF-8", () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = encodeRecord(record);
        expect(line).not.toMatch(/[\n\r]/);
        const stored = new TextDecoder().decode(new TextEncoder().encode(line));
        expect(decodeRecord(stored)).toEqual({ ok: true, record });
      }),
    );
  });

  it("never throws, whatever the line", () => {
    const anyLine = fc.oneof(
      anyText,
      fc.json(),
      fc.string({ unit: "binary" }),
      fc.constant("[".repeat(100_000)),
    );
    fc.assert(
      fc.property(anyLine, (line) => {
        expect(decodeRecord(line).ok).toBe(false);
      }),
    );
  });

  it("refuses every prefix of a line", () => {
    fc.assert(
      fc.property(
        anyRecord,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (record, share) => {
          const line = encodeRecord(record);
          expect(decodeRecord(line.slice(0, Math.floor(line.length * share))).ok).toBe(false);
        },
      ),
    );
  });

  it("accepts exactly what the schema accepts when one value is replaced", () => {
    const wrong = fc.oneof(
      fc.constantFrom<unknown>(null, -1, 0, 1.5, 1e308, 2 ** 53, true, "", "ok", [], {}, [1], { a: null }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anyRecord, fc.nat(), wrong, (record, pick, value) => {
        const paths = pathsOf(record).filter((path) => !isOpenName(path));
        const changed = withValueAt(record, paths[pick % paths.length] ?? [], value);
        const line = JSON.stringify(changed);
        expect(decodeRecord(line).ok).toBe(spanRecordSchema.safeParse(JSON.parse(line)).success);
      }),
      { numRuns: 1000 },
    );
  });
});
