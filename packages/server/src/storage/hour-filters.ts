import { property, textOf } from "@breakwater/core/usage/untyped";
import { IdFilter } from "./id-filter.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** A project's spans that started in one hour. */
interface ProjectHour {
  readonly project: string;
  /** Epoch milliseconds. */
  readonly start: number;
}

/** Bounds of {@link HourFilters}. */
interface HourFilterLimits {
  /** Memory of all filters together. */
  readonly maxBytes: number;
  /** Ids read from the engine at a time. */
  readonly idsAtOnce: number;
  /** Ids of an hour that are read at all: to read more takes longer than looking spans up as they come. */
  readonly maxIdsRead: number;
}

const DEFAULT_LIMITS: HourFilterLimits = {
  maxBytes: 128 * 1024 * 1024,
  idsAtOnce: 100_000,
  maxIdsRead: 2_000_000,
};

/** Part of the memory that one hour may have: a span needs three hours at once. */
const LARGEST_SHARE = 1 / 4;

/** What a filter takes beside its bits. */
const OVERHEAD_BYTES = 256;

/** Tells whether a span may be stored; only "no" is sure. */
interface SpanFilter {
  readonly bytes: number;
  add(spanId: string): void;
  mayHave(spanId: string): boolean;
}

/** Stands for an hour with too many spans to remember: all of them have to be looked up. */
const CROWDED: SpanFilter = { bytes: 0, add: () => {}, mayHave: () => true };

/**
 * Filters of the ids of stored spans, one for each project and hour. Those used longest ago are forgotten when there
 * is no more room, and read again when they are needed.
 */
export class HourFilters {
  readonly #engine: Pick<SqlEngine, "query">;
  readonly #limits: HourFilterLimits;
  /** From the one used longest ago to the one used last. */
  readonly #filters = new Map<string, SpanFilter>();
  #bytes = 0;

  constructor(engine: Pick<SqlEngine, "query">, limits: HourFilterLimits = DEFAULT_LIMITS) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** Memory in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The filter of an hour, read from the engine when it is not there. */
  async of(hour: ProjectHour): Promise<SpanFilter> {
    const key = keyOf(hour);
    const known = this.#filters.get(key);
    if (known !== undefined) {
      this.#filters.delete(key);
      this.#filters.set(key, known);
      return known;
    }
    const filter = await this.#read(hour);
    this.#put(key, filter);
    this.#makeRoom();
    return filter;
  }

  /** Notes a span that has been stored, where its hour is remembered. */
  add(hour: ProjectHour, spanId: string): void {
    const key = keyOf(hour);
    const filter = this.#filters.get(key);
    if (filter === undefined) return;
    const before = filter.bytes;
    filter.add(spanId);
    if (filter.bytes === before) return;
    this.#bytes += filter.bytes - before;
    if (this.#isCrowded(filter)) this.#put(key, CROWDED);
    this.#makeRoom();
  }

  clear(): void {
    this.#filters.clear();
    this.#bytes = 0;
  }

  #put(key: string, filter: SpanFilter): void {
    this.#drop(key);
    this.#filters.set(key, filter);
    this.#bytes += filter.bytes + OVERHEAD_BYTES;
  }

  #drop(key: string): void {
    const filter = this.#filters.get(key);
    if (filter === undefined) return;
    this.#filters.delete(key);
    this.#bytes -= filter.bytes + OVERHEAD_BYTES;
  }

  #makeRoom(): void {
    for (const oldest of this.#filters.keys()) {
      if (this.#bytes <= this.#limits.maxBytes) return;
      this.#drop(oldest);
    }
  }

  #isCrowded({ bytes }: SpanFilter): boolean {
    return bytes > this.#limits.maxBytes * LARGEST_SHARE;
  }

  /** Reads the ids of an hour in slices, in the order in which the engine keeps them. */
  async #read({ project, start }: ProjectHour): Promise<SpanFilter> {
    const filter = new IdFilter();
    const { idsAtOnce, maxIdsRead } = this.#limits;
    let after: { readonly trace: string; readonly span: string } | undefined;
    for (;;) {
      const rows = await this.#engine.query(
        `SELECT lower(hex(trace_id)) AS trace, lower(hex(span_id)) AS span FROM spans
         WHERE project = {project:String} AND toStartOfHour(start_time) = {hour:DateTime('UTC')}${
           after === undefined ? "" : IS_AFTER
         }
         ORDER BY trace_id, span_id
         LIMIT {limit:UInt32}`,
        { project, hour: Math.floor(start / 1000), limit: idsAtOnce, ...after },
      );
      for (const row of rows) filter.add(textOf(property(row, "span")) ?? "");
      if (this.#isCrowded(filter) || filter.size > maxIdsRead) return CROWDED;
      if (rows.length < idsAtOnce) return filter;
      const last = rows.at(-1);
      after = { trace: textOf(property(last, "trace")) ?? "", span: textOf(property(last, "span")) ?? "" };
    }
  }
}

const IS_AFTER = `
           AND trace_id >= toFixedString(unhex({trace:String}), 16)
           AND (trace_id, span_id) > (toFixedString(unhex({trace:String}), 16), toFixedString(unhex({span:String}), 8))`;

function keyOf({ project, start }: ProjectHour): string {
  return `${start}/${project}`;
}
