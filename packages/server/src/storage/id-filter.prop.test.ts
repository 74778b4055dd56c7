import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IdFilter } from "./id-filter.ts";

const hex = (value: bigint) => value.toString(16).padStart(16, "0");
const id = fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }).map(hex);

describe("IdFilter", () => {
  it("never takes a known id for new", () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
        const filter = new IdFilter();
        for (const known of ids) filter.add(known);
        expect(ids.every((known) => filter.mayHave(known))).toBe(true);
        expect(filter.size).toBe(ids.length);
      }),
    );
  });

  it("takes few new ids for known, also of counters and after it has grown", () => {
    const filter = new IdFilter();
    const count = 300_000;
    for (let index = 1; index <= count; index += 1) filter.add(hex(BigInt(index)));
    let mistaken = 0;
    for (let index = count + 1; index <= 2 * count; index += 1) {
      if (filter.mayHave(hex(BigInt(index)))) mistaken += 1;
    }
    expect(mistaken / count).toBeLessThan(0.004);
    expect(filter.bytes).toBeLessThan(5 * count);
  });
});
