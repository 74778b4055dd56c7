/**
 * Money is an integer number of nano-dollars (1e-9 USD) in a JS number: sums are exact up to
 * `Number.MAX_SAFE_INTEGER` nanos, about 9 million USD per counter.
 */

/** Nano-dollars in one dollar. */
export const NANOS_PER_USD = 1_000_000_000;

/**
 * Nano-dollars of an amount in dollars, rounded half-even at the ninth decimal of its shortest decimal form.
 * @throws RangeError when the amount is not finite or too large to count exactly.
 */
export function nanosFromUsd(amountUsd: number): number {
  if (!Number.isFinite(amountUsd)) throw new RangeError(`not an amount of dollars: ${amountUsd}`);
  const nanos = roundHalfEven(decimalOf(amountUsd), 9);
  if (!Number.isSafeInteger(nanos)) throw new RangeError(`too many dollars to count exactly: ${amountUsd}`);
  return nanos;
}

/** Dollars of an amount of nano-dollars; for display and JSON only, never for sums. */
export function usdFromNanos(nanos: number): number {
  return nanos / NANOS_PER_USD;
}

/** Kept, because making one takes longer than formatting a thousand amounts. */
const CENTS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/**
 * Dollars as text: cents for amounts from one dollar, four significant digits below it, `$0` for nothing.
 * The value shown is within half a unit of the last shown digit.
 */
export function formatUsd(nanos: number): string {
  const sign = nanos < 0 ? "-" : "";
  const usd = Math.abs(nanos) / NANOS_PER_USD;
  if (nanos === 0) return "$0";
  if (usd >= 1) return `${sign}$${CENTS.format(usd)}`;
  const decimals = Math.min(9, Math.max(2, 3 - Math.floor(Math.log10(usd))));
  const text = usd.toFixed(decimals);
  return `${sign}$${text.replace(/(\.\d\d+?)0+$/, "$1")}`;
}

/** An exact decimal: `digits * 10^-scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The decimal that a number's shortest text form denotes: 0.075 is exactly 75e-3, not its binary neighbour. */
export function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponentText] = value.toString().toLowerCase().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponentText ?? 0);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** A decimal times 10^`shift`, rounded half-even to an integer. */
export function roundHalfEven(value: Decimal, shift: number): number {
  const scale = value.scale - shift;
  if (scale <= 0) return Number(value.digits * 10n ** BigInt(-scale));
  const divisor = 10n ** BigInt(scale);
  const isNegative = value.digits < 0n;
  const magnitude = isNegative ? -value.digits : value.digits;
  let quotient = magnitude / divisor;
  const twiceRemainder = (magnitude % divisor) * 2n;
  if (twiceRemainder > divisor || (twiceRemainder === divisor && quotient % 2n === 1n)) quotient += 1n;
  return Number(isNegative ? -quotient : quotient);
}
