import { property, textOf } from "@breakwater/core/usage/untyped";
import type { StoredState } from "./commit-plan.ts";
import { HourFilters } from "./hour-filters.ts";
import { isSpanStatus } from "./is-span-status.ts";
import { HOUR_MS, hourOf, keyOf, projectOf, sqlTime } from "./span-row.ts";
import type { IncomingSpan } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** Spans looked up by one statement, which carries their ids. */
const LOOKED_UP_AT_ONCE = 10_000;

/**
 * Knows which spans are stored. New spans are told by filters in memory, one for each project and hour of start time;
 * only the few that may be known are looked up.
 */
export class KnownSpans {
  readonly #engine: Pick<SqlEngine, "query">;
  readonly #filters: HourFilters;

  constructor(engine: Pick<SqlEngine, "query">, filters = new HourFilters(engine)) {
    this.#engine = engine;
    this.#filters = filters;
  }

  /** The stored states of those spans that are stored, by their key. */
  async find(spans: readonly IncomingSpan[]): Promise<ReadonlyMap<string, StoredState>> {
    const candidates: IncomingSpan[] = [];
    // Hour by hour, so that a filter is used up before it may have to make room for another.
    for (const those of byHour(spans)) candidates.push(...(await this.#mayBeStored(those)));
    const found = new Map<string, StoredState>();
    for (let start = 0; start < candidates.length; start += LOOKED_UP_AT_ONCE) {
      await this.#lookUp(candidates.slice(start, start + LOOKED_UP_AT_ONCE), found);
    }
    return found;
  }

  /** Spans that have been stored just now. */
  add(spans: readonly IncomingSpan[]): void {
    for (const { record } of spans) {
      this.#filters.add({ project: projectOf(record), start: hourOf(record) }, record.spanId);
    }
  }

  /** Forgets everything: what is stored is no longer sure, and is read again when it is needed. */
  forget(): void {
    this.#filters.clear();
  }

  /** Of spans of one hour. Two copies of a span may differ a little in their start: the hours beside it count too. */
  async #mayBeStored({ project, start, spans }: SpansOfHour): Promise<readonly IncomingSpan[]> {
    const filters = [
      await this.#filters.of({ project, start: start - HOUR_MS }),
      await this.#filters.of({ project, start }),
      await this.#filters.of({ project, start: start + HOUR_MS }),
    ];
    return spans.filter(({ record }) => filters.some((filter) => filter.mayHave(record.spanId)));
  }

  async #lookUp(candidates: readonly IncomingSpan[], found: Map<string, StoredState>): Promise<void> {
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
    for (const row of rows) {
      const text = (name: string) => textOf(property(row, name)) ?? "";
      const status = text("status");
      if (!isSpanStatus(status)) continue;
      const key = keyOf({ project: text("project"), traceId: text("traceId"), spanId: text("spanId") });
      found.set(key, { status, startTime: `${text("start").replace(" ", "T")}Z` });
    }
  }
}

interface SpansOfHour {
  readonly project: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly spans: IncomingSpan[];
}

/** Spans by project and hour, neighbours beside each other. */
function byHour(spans: readonly IncomingSpan[]): readonly SpansOfHour[] {
  const hours = new Map<string, SpansOfHour>();
  for (const span of spans) {
    const project = projectOf(span.record);
    const start = hourOf(span.record);
    const key = `${start}/${project}`;
    const hour = hours.get(key) ?? { project, start, spans: [] };
    hour.spans.push(span);
    hours.set(key, hour);
  }
  return [...hours.values()].sort((one, other) =>
    one.project === other.project ? one.start - other.start : one.project < other.project ? -1 : 1,
  );
}
