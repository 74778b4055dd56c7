import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import type { RollupTable } from "../storage/schema/rollup-tables.ts";
import { LATENCY_BOUNDS_US, type SpanSum } from "../storage/schema/span-sums.ts";
import type { IncomingSpan } from "../storage/span-store.ts";

/** One row of a rollup, added up without the engine. */
export interface NaiveRow {
  readonly sums: Record<SpanSum, number>;
  /** Microseconds of each measured call. */
  readonly durationsUs: number[];
  readonly firstTokensUs: number[];
}

const STEP_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** The rows of a rollup by their key: project, start of the bucket in seconds, and dimensions, as one text. */
export function naiveRollup(
  table: RollupTable,
  spans: Iterable<IncomingSpan>,
): ReadonlyMap<string, NaiveRow> {
  const rows = new Map<string, NaiveRow>();
  for (const span of spans) {
    const { record } = span;
    if (record.status === "running" || (table.only !== undefined && !isInference(record.kind))) continue;
    for (const tag of tagsOf(record)) {
      const key = keyOf(table, span, tag);
      const row = rows.get(key);
      const share = shareOf(record);
      if (row === undefined) rows.set(key, share);
      else add(row, share);
      if (table.isByTag !== true) break;
    }
  }
  return rows;
}

/** Rows of the heat map that durations fall into, by their lower bound. */
export function naiveHeatMap(durationsUs: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const duration of durationsUs) {
    const bound = LATENCY_BOUNDS_US.findLast((lower) => lower <= duration) ?? 0;
    counts.set(bound, (counts.get(bound) ?? 0) + 1);
  }
  return counts;
}

function tagsOf({ tags = [] }: SpanRecord): readonly string[] {
  return tags.length === 0 ? [""] : [...new Set(tags)];
}

function keyOf({ step, dimensions }: RollupTable, { record, dialect }: IncomingSpan, tag: string): string {
  const values: Readonly<Record<string, string>> = {
    service: record.service ?? "",
    environment: record.environment ?? "",
    release: record.release ?? "",
    kind: record.kind,
    provider: record.provider ?? "",
    model: record.requestModel ?? record.responseModel ?? "",
    query_type: record.queryType ?? "",
    dialect,
    status: record.status,
    error_class: record.error?.class ?? "",
    user_id: record.userId ?? "",
    session_id: record.sessionId ?? "",
    tag,
  };
  const start = Math.floor(epochMsOf(record.startTime) / STEP_MS[step]) * (STEP_MS[step] / 1000);
  return JSON.stringify([record.project, start, ...dimensions.map((name) => values[name])]);
}

/** What one span adds to a row. */
function shareOf(record: SpanRecord): NaiveRow {
  const timing = timingOf(record);
  return {
    sums: { ...outcomesOf(record), ...amountsOf(record), ...timing.sums },
    durationsUs: timing.durationsUs,
    firstTokensUs: timing.firstTokensUs,
  };
}

function one(holds: boolean): number {
  return holds ? 1 : 0;
}

/** Refused calls sent nothing, and cached answers cost nothing. */
function isUsed({ status, cached }: SpanRecord): boolean {
  return status !== "blocked" && cached !== true;
}

function outcomesOf({ status, cached, attempt = 0 }: SpanRecord) {
  const isCall = status !== "blocked";
  return {
    calls: one(isCall),
    errors: one(status === "error"),
    blocked_calls: one(!isCall),
    abandoned_calls: one(status === "abandoned"),
    cancelled_calls: one(status === "cancelled"),
    cached_calls: one(cached === true && isCall),
    retried_calls: one(attempt > 1 && isCall),
    recovered_calls: one(attempt > 1 && status === "ok"),
  };
}

function amountsOf(record: SpanRecord) {
  const used = isUsed(record) ? record : undefined;
  const { usage, usageSource, cost, status, budget } = used ?? {};
  const priced = cost?.source === "unpriced" ? undefined : cost;
  return {
    priced_calls: one(priced !== undefined),
    unpriced_calls: one(cost?.source === "unpriced"),
    estimated_calls: one(usage !== undefined && usageSource === "estimated"),
    cost_nanos: priced?.totalNanos ?? 0,
    cost_input_nanos: priced?.inputNanos ?? 0,
    cost_output_nanos: priced?.outputNanos ?? 0,
    failed_nanos: status === "error" ? (priced?.totalNanos ?? 0) : 0,
    abandoned_charge_nanos: status === "abandoned" && cost === undefined ? (budget?.chargedNanos ?? 0) : 0,
    charged_nanos: chargedOf(record),
    ...tokensOf(usage),
  };
}

function chargedOf({ status, cost, budget }: SpanRecord): number {
  if (status === "running" || status === "blocked" || cost?.source === "unpriced") return 0;
  return budget?.chargedNanos ?? cost?.totalNanos ?? 0;
}

function tokensOf(usage: SpanRecord["usage"]) {
  return {
    input_tokens: usage?.inputTokens ?? 0,
    output_tokens: usage?.outputTokens ?? 0,
    cache_read_tokens: usage?.cacheReadTokens ?? 0,
    cache_write_tokens: usage?.cacheWriteTokens ?? 0,
    cache_write_1h_tokens: usage?.cacheWrite1hTokens ?? 0,
    reasoning_tokens: usage?.reasoningTokens ?? 0,
    input_audio_tokens: usage?.inputAudioTokens ?? 0,
    output_audio_tokens: usage?.outputAudioTokens ?? 0,
  };
}

/** Only calls that ended by themselves say how fast the provider is. */
function timingOf({ status, cached, durationMs, timeToFirstTokenMs, usage }: SpanRecord) {
  const hasEnded = (status === "ok" || status === "error") && cached !== true;
  const durationsUs = hasEnded && durationMs !== undefined ? [Math.round(durationMs * 1000)] : [];
  const [durationUs = 0] = durationsUs;
  const isStreamed = durationsUs.length > 0 && timeToFirstTokenMs !== undefined;
  const firstTokensUs = isStreamed ? [Math.round(timeToFirstTokenMs * 1000)] : [];
  const written = status === "ok" && durationsUs.length > 0 ? (usage?.outputTokens ?? 0) : 0;
  return {
    durationsUs,
    firstTokensUs,
    sums: {
      measured_calls: durationsUs.length,
      duration_us: durationUs,
      slow_calls: one(durationUs > 5_000_000),
      streamed_calls: firstTokensUs.length,
      ttft_us: firstTokensUs[0] ?? 0,
      writing_tokens: written,
      writing_us: written > 0 ? durationUs : 0,
    },
  };
}

function add(row: NaiveRow, share: NaiveRow): void {
  for (const name of Object.keys(share.sums) as SpanSum[]) row.sums[name] += share.sums[name];
  row.durationsUs.push(...share.durationsUs);
  row.firstTokensUs.push(...share.firstTokensUs);
}
