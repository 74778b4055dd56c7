import type { ChangeableOptions } from "../options/monitor-options.ts";

const DEFAULT_MAX_LENGTH = 10_000;

/**
 * Code points of payload to keep for a trace, or undefined for none. The choice hangs on the trace id alone, so that
 * a trace is kept whole or not at all; the id is asked for only where it decides.
 */
export function sampledPayloadLength(
  payloads: ChangeableOptions["payloads"],
  traceIdOf: () => string,
): number | undefined {
  if (payloads === undefined || payloads === "off") return undefined;
  if (payloads === "on") return DEFAULT_MAX_LENGTH;
  const position = Number.parseInt(traceIdOf().slice(-8), 16) / 0x1_0000_0000;
  return position < payloads.sampleRate ? (payloads.maxLength ?? DEFAULT_MAX_LENGTH) : undefined;
}
