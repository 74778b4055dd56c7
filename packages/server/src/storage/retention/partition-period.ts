/** The time that a partition covers, in epoch milliseconds, end exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The period of a partition by the engine's id of it: a UTC year, month or day. Undefined for any other id. */
export function partitionPeriod(id: string): Period | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)?(\d\d)?$/.exec(id) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  if (day !== undefined) return { from: Date.UTC(y, m, d), to: Date.UTC(y, m, d + 1) };
  if (month !== undefined) return { from: Date.UTC(y, m, 1), to: Date.UTC(y, m + 1, 1) };
  return { from: Date.UTC(y, 0, 1), to: Date.UTC(y + 1, 0, 1) };
}
