import { type Decimal, decimalOf } from "../money/nanos.ts";

/** An exact ratio, such as 20/11. Both parts are non-negative integers, the denominator at least 1. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export const ONE: Ratio = { numerator: 1, denominator: 1 };

/** A sum of tokens times units, and what it must be divided by to give nano-dollars. */
export interface Division {
  /** Units in one nano-dollar: a power of ten. */
  readonly unitsPerNano: number;
  readonly multiplier: Ratio;
  /** Up for upper bounds, half-even for amounts. */
  readonly rounding: "half-even" | "up";
}

/**
 * Nano-dollars in plain numbers, or -1 when that would not be exact: `units` past 2^53 (a float sum of
 * non-negative terms that stays below is exact), or a divisor past it.
 */
export function divideQuickly(units: number, by: Division): number {
  const { multiplier } = by;
  const total = units * multiplier.numerator;
  const divisor = by.unitsPerNano * multiplier.denominator;
  if (total > Number.MAX_SAFE_INTEGER || divisor > Number.MAX_SAFE_INTEGER) return -1;
  const remainder = total % divisor;
  const quotient = (total - remainder) / divisor;
  if (remainder === 0) return quotient;
  if (by.rounding === "up") return quotient + 1;
  const twice = remainder * 2;
  return twice > divisor || (twice === divisor && quotient % 2 === 1) ? quotient + 1 : quotient;
}

/** Nano-dollars at any size; saturates at `Number.MAX_SAFE_INTEGER`. */
export function divideExactly(units: bigint, by: Division): number {
  const total = units * BigInt(by.multiplier.numerator);
  const divisor = BigInt(by.unitsPerNano) * BigInt(by.multiplier.denominator);
  const remainder = total % divisor;
  let quotient = total / divisor;
  if (by.rounding === "up") quotient += remainder > 0n ? 1n : 0n;
  else if (remainder * 2n > divisor || (remainder * 2n === divisor && quotient % 2n === 1n)) quotient += 1n;
  return quotient > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(quotient);
}

/** A factor as an exact ratio, to six decimals. */
export function ratioOf(value: number): Ratio {
  const numerator = Math.round(value * 1_000_000);
  const divisor = greatestCommonDivisor(numerator, 1_000_000);
  return { numerator: numerator / divisor, denominator: 1_000_000 / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A price in dollars per million tokens as nano-dollars per token: the decimal times 1,000. */
export function nanosPerToken(perMillionUsd: number): Decimal {
  const { digits, scale } = decimalOf(perMillionUsd);
  return scale >= 3 ? { digits, scale: scale - 3 } : { digits: digits * 10n ** BigInt(3 - scale), scale: 0 };
}
