const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How fast calls come, in the largest unit of time that has at least one of them. */
export type CallsPace =
  | { readonly per: "second"; readonly perSecond: number; readonly perMinute: number }
  | { readonly per: "minute" | "hour"; readonly rate: number }
  /** So seldom that the time from one to the next says more. */
  | { readonly per: "apart"; readonly apartMs: number }
  | { readonly per: "never" };

/** Tells how fast calls came over a stretch of time, so that a rate never reads as next to nothing. */
export function paceOf(calls: number, lengthMs: number): CallsPace {
  if (calls <= 0 || lengthMs <= 0) return { per: "never" };
  const apartMs = lengthMs / calls;
  if (apartMs <= SECOND_MS) {
    return { per: "second", perSecond: SECOND_MS / apartMs, perMinute: MINUTE_MS / apartMs };
  }
  if (apartMs <= MINUTE_MS) return { per: "minute", rate: MINUTE_MS / apartMs };
  return apartMs <= HOUR_MS ? { per: "hour", rate: HOUR_MS / apartMs } : { per: "apart", apartMs };
}
