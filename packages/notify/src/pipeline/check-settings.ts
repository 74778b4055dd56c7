import type { DispatchSettings } from "./delivery-runner.ts";

/** @throws RangeError that names the setting, what was expected and what was found. */
export function checkSettings(settings: DispatchSettings): void {
  const { grouping, retry } = settings;
  check("grouping.waitMs", grouping.waitMs, { min: 0, max: Number.MAX_SAFE_INTEGER });
  check("grouping.intervalMs", grouping.intervalMs, { min: 0, max: Number.MAX_SAFE_INTEGER });
  check("grouping.repeatMs", grouping.repeatMs, { min: 1, max: Infinity });
  check("retry.initialMs", retry.initialMs, { min: 1, max: Number.MAX_SAFE_INTEGER });
  check("retry.maxMs", retry.maxMs, { min: 1, max: Number.MAX_SAFE_INTEGER });
  check("retry.multiplier", retry.multiplier, { min: 1, max: 1_000 });
  check("retry.attemptTimeoutMs", retry.attemptTimeoutMs, { min: 1, max: Number.MAX_SAFE_INTEGER });
  check("retry.deadlineMs", retry.deadlineMs, { min: 1, max: Number.MAX_SAFE_INTEGER });
  check("limits.maxAlertsPerGroup", settings.maxAlertsPerGroup, { min: 1, max: Infinity });
  check("limits.maxConcurrentPerReceiver", settings.maxConcurrentPerReceiver, { min: 1, max: Infinity });
}

function check(
  name: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (value >= min && value <= max) return;
  throw new RangeError(`${name}: expected a number from ${min} to ${max}, found ${value}`);
}
