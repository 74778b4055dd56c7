/** Milliseconds of a second. */
export const MS_PER_SECOND = 1_000;

/** Nano-dollars of a US dollar. */
export const NANOS_PER_USD = 1e9;

/** How long and how dear spans must be to be in a list, as the address and the API have it. */
export interface TraceLimits {
  /** At least. */
  readonly minDurationMs?: string | undefined;
  /** Shorter than. */
  readonly maxDurationMs?: string | undefined;
  /** At least. */
  readonly minCostNanos?: string | undefined;
}

/** The limits in force in one line; nothing where there are none. */
export function limitsText({ minDurationMs, maxDurationMs, minCostNanos }: TraceLimits): string {
  const [least, most, usd] = [
    inUnit(minDurationMs, MS_PER_SECOND),
    inUnit(maxDurationMs, MS_PER_SECOND),
    inUnit(minCostNanos, NANOS_PER_USD),
  ];
  const length =
    least !== "" && most !== ""
      ? `${least}–${most} s`
      : least !== ""
        ? `≥ ${least} s`
        : most && `< ${most} s`;
  return [length, usd && `≥ $${usd}`].filter((part) => part !== "").join(", ");
}

/** A number of the API in a unit that people write; nothing for nothing. */
export function inUnit(text: string | undefined, unit: number): string {
  return text === undefined ? "" : String(Number(text) / unit);
}

/** What a person wrote, to the microsecond or the whole nano-dollar, as the API wants it; nothing for nothing. */
export function scaledText(text: string, unit: number): string | undefined {
  const parts = unit === NANOS_PER_USD ? 1 : 1_000;
  const value = Math.round(Number(text) * unit * parts) / parts;
  return value > 0 ? String(value) : undefined;
}
