import { property, textOf } from "@breakwater/core/usage/untyped";
import type { StoredState } from "./commit-plan.ts";
import { IdFilter } from "./id-filter.ts";
import { isSpanStatus } from "./is-span-status.ts";
import { HOUR_MS, hourOf, keyOf, projectOf, sqlTime } from "./span-row.ts";
import type { IncomingSpan } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Memory for filters, all hours together; the hours used longest ago are forgotten and read again when needed. */
const MAX_FILTER_BYTES = 64 * 1024 * 1024;

interface Hour {
  readonly project: string;
  /** Epoch milliseconds. */
  readonly start: number;
}

/**
 * Knows which spans are stored. New spans are told by filters in memory, one for each project and hour of start time;
 * only the few that may be known are looked up.
 */
export class KnownSpans {
  readonly #engine: SqlEngine;
  readonly #filters = new Map<string, IdFilter>();

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  /** The stored states of those spans that are stored, by their key. */
  async find(spans: readonly IncomingSpan[]): Promise<ReadonlyMap<string, StoredState>> {
    const candidates: IncomingSpan[] = [];
    for (const span of spans) if (await this.#mayBeStored(span)) candidates.push(span);
    return candidates.length === 0 ? new Map() : this.#lookUp(candidates);
  }

  /** Spans that have been stored just now. */
  add(spans: readonly IncomingSpan[]): void {
    for (const { record } of spans) {
      this.#filters.get(hourKey({ project: projectOf(record), start: hourOf(record) }))?.add(record.spanId);
    }
    this.#forgetOldest();
  }

  /** Two copies of a span may differ a little in their start, so the hours beside its own are asked too. */
  async #mayBeStored({ record }: IncomingSpan): Promise<boolean> {
    const start = hourOf(record);
    for (const near of [start, start - HOUR_MS, start + HOUR_MS]) {
      const hour = { project: projectOf(record), start: near };
      const filter = this.#filters.get(hourKey(hour)) ?? (await this.#load(hour));
      if (filter.mayHave(record.spanId)) return true;
    }
    return false;
  }

  async #load(hour: Hour): Promise<IdFilter> {
    const filter = new IdFilter();
    const rows = await this.#engine.query(
      `SELECT lower(hex(span_id)) AS id FROM spans
       WHERE project = {project:String} AND toStartOfHour(start_time) = {hour:DateTime('UTC')}`,
      { project: hour.project, hour: Math.floor(hour.start / 1000) },
    );
    for (const row of rows) filter.add(textOf(property(row, "id")) ?? "");
    this.#filters.set(hourKey(hour), filter);
    return filter;
  }

  async #lookUp(candidates: readonly IncomingSpan[]): Promise<ReadonlyMap<string, StoredState>> {
    const starts = candidates.map(({ record }) => hourOf(record));
    const rows = await this.#engine.query(
      `SELECT project, lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId,
         argMax(status, version) AS status, toString(argMax(start_time, version)) AS start
       FROM spans
       WHERE project IN {projects:Array(String)}
         AND toStartOfHour(start_time) BETWEEN {from:DateTime64(3, 'UTC')} AND {to:DateTime64(3, 'UTC')}
         AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
         AND span_id IN (SELECT toFixedString(unhex(arrayJoin({spans:Array(String)})), 8))
       GROUP BY project, trace_id, span_id`,
      {
        projects: [...new Set(candidates.map(({ record }) => projectOf(record)))],
        from: sqlTime(Math.min(...starts) - HOUR_MS),
        to: sqlTime(Math.max(...starts) + HOUR_MS),
        traces: [...new Set(candidates.map(({ record }) => record.traceId))],
        spans: candidates.map(({ record }) => record.spanId),
      },
    );
    const found = new Map<string, StoredState>();
    for (const row of rows) {
      const text = (name: string) => textOf(property(row, name)) ?? "";
      const status = text("status");
      if (!isSpanStatus(status)) continue;
      const key = keyOf({ project: text("project"), traceId: text("traceId"), spanId: text("spanId") });
      found.set(key, { status, startTime: `${text("start").replace(" ", "T")}Z` });
    }
    return found;
  }

  #forgetOldest(): void {
    let bytes = 0;
    for (const filter of this.#filters.values()) bytes += filter.bytes;
    for (const [key, filter] of this.#filters) {
      if (bytes <= MAX_FILTER_BYTES || this.#filters.size <= 3) return;
      this.#filters.delete(key);
      bytes -= filter.bytes;
    }
  }
}

function hourKey({ project, start }: Hour): string {
  return `${start}/${project}`;
}
