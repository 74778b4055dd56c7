const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of a duration such as `30s`, `15m`, `24h`, `7d`, `2w`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text.trim());
  const unitMs = UNIT_MS[match?.[2] ?? ""];
  const ms = unitMs === undefined ? Number.NaN : Number(match?.[1]) * unitMs;
  return ms > 0 && Number.isFinite(ms) ? ms : undefined;
}
