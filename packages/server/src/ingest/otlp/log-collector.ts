import type { DecodedLogs, OtlpLog } from "./otlp-log.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import { isSpanId, isTraceId } from "./span-collector.ts";

/** Why a log record of a request was not taken. */
type RejectReason = "invalid_id" | "too_many_logs";

/** Gathers the log records of a request, and counts those that cannot be taken. */
export class LogCollector {
  readonly #limits: DecodeLimits;
  readonly #logs: OtlpLog[] = [];
  readonly #rejected: Partial<Record<RejectReason, number>> = {};

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#logs.length >= this.#limits.maxSpans;
  }

  add(log: OtlpLog): void {
    const { traceId, spanId } = log;
    if (this.isFull) this.reject("too_many_logs");
    else if (isZeros(traceId) && isZeros(spanId)) this.#logs.push({ ...log, traceId: "", spanId: "" });
    else if (!isTraceId(traceId) || !(isZeros(spanId) || isSpanId(spanId))) this.reject("invalid_id");
    else this.#logs.push(isZeros(spanId) ? { ...log, spanId: "" } : log);
  }

  reject(reason: RejectReason): void {
    this.#rejected[reason] = (this.#rejected[reason] ?? 0) + 1;
  }

  decoded(): DecodedLogs {
    return { logs: this.#logs, rejected: this.#rejected };
  }
}

/** No id: left out, or written as zeros. */
function isZeros(id: string): boolean {
  return /^0*$/.test(id);
}
