/** A time zone in which it is about noon at `now`: a test may take hours before its day ends. */
export function noonZone(now: number): string {
  const west = new Date(now).getUTCHours() - 12;
  if (west === 0) return "UTC";
  return west > 0 ? `Etc/GMT+${west}` : `Etc/GMT${west}`;
}
