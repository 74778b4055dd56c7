import fc from "fast-check";
import { expect, it } from "vitest";
import { formatUsd, nanosFromUsd, usdFromNanos } from "./nanos.ts";

const amounts = fc.integer({ min: -9_000_000, max: 9_000_000 });

it("loses nothing between dollars of up to nine decimals and nanos", () => {
  fc.assert(
    fc.property(amounts, fc.nat({ max: 999_999_999 }), (whole, fraction) => {
      const text = `${whole}.${String(fraction).padStart(9, "0")}`;
      // A number has 15 decimal digits for sure; beyond that the text itself is not representable.
      fc.pre(text.replace(/\D/g, "").replace(/^0+/, "").length <= 15);
      const nanos = nanosFromUsd(Number(text));
      const exact = BigInt(whole) * 1_000_000_000n + (whole < 0 ? -1n : 1n) * BigInt(fraction);
      expect(BigInt(nanos)).toBe(exact);
    }),
  );
});

it("shows an amount within half a unit of its last digit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_000_000_000_000_000 }), (nanos) => {
      const text = formatUsd(nanos).replace(/[$,]/g, "");
      const decimals = text.split(".")[1]?.length ?? 0;
      const half = 0.5 * 10 ** -Math.max(decimals, nanos >= 1e9 ? 2 : 0);
      const slack = Math.max(half, 0.0005 * usdFromNanos(nanos)) * 1.000001;
      expect(Math.abs(Number(text) - usdFromNanos(nanos))).toBeLessThanOrEqual(slack);
    }),
  );
});
