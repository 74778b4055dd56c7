import type { Clock } from "@breakwater/core/time/clock";
import { planCommit } from "./commit-plan.ts";
import { KnownSpans } from "./known-spans.ts";
import { ROLLUPS, rollupColumns, rollupSelect } from "./schema/rollup-tables.ts";
import { hasPayload, keyOf, payloadRow, projectOf, spanRow, sqlTime } from "./span-row.ts";
import type { CommitReport, IncomingSpan, SpanStore } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** What a commit tells as it works. */
export interface CommitObserver {
  /** Everything that arrived before this moment (epoch milliseconds) is stored and counted. */
  onSettled(arrivedAt: number): void;
  /** These are stored now and were not counted before; states that replace a counted one are left out. */
  onStored?(fresh: readonly IncomingSpan[]): void;
}

/**
 * Spans in a ClickHouse dialect engine. One commit runs at a time, so that what a commit finds is still true when it
 * writes; callers put many requests into one commit (`GroupCommitter`).
 */
export class SqlSpanStore implements SpanStore {
  readonly #engine: SqlEngine;
  readonly #clock: Clock;
  readonly #observer: CommitObserver;
  readonly #known: KnownSpans;
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: SqlEngine, clock: Clock, observer: CommitObserver = { onSettled: () => {} }) {
    this.#engine = engine;
    this.#clock = clock;
    this.#observer = observer;
    this.#known = new KnownSpans(engine);
  }

  commit(spans: readonly IncomingSpan[]): Promise<CommitReport> {
    const turn = this.#last.then(() => this.#commit(spans));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #commit(spans: readonly IncomingSpan[]): Promise<CommitReport> {
    if (spans.length === 0) return { stored: 0, duplicates: 0 };
    const stored = await this.#known.find(spans);
    const { inserts, retractions, duplicates } = planCommit(spans, (key) => stored.get(key));
    const arrivedAt = Math.floor(this.#clock.now());
    await this.#retract(retractions, arrivedAt);
    // A payload without its span does no harm; a span without its payload would never get it, being known already.
    const payloads = inserts.filter(({ record }) => hasPayload(record));
    await this.#engine.insert(
      "payloads",
      payloads.map((span) => payloadRow(span, arrivedAt)),
    );
    await this.#engine.insert(
      "spans",
      inserts.map((span) => spanRow(span, arrivedAt)),
    );
    this.#known.add(inserts);
    this.#observer.onSettled(arrivedAt);
    const counted = new Set(retractions);
    this.#observer.onStored?.(inserts.filter((span) => !counted.has(span)));
    return { stored: inserts.length, duplicates };
  }

  /** Takes the counted state of spans out of the sums, before their more final state comes in. */
  async #retract(spans: readonly IncomingSpan[], arrivedAt: number): Promise<void> {
    if (spans.length === 0) return;
    const parameters = {
      arrivedAt: sqlTime(arrivedAt),
      projects: [...new Set(spans.map(({ record }) => projectOf(record)))],
      traces: [...new Set(spans.map(({ record }) => record.traceId))],
      keys: spans.map(({ record }) => keyOf(record)),
    };
    const chosen = `spans AS s FINAL
      WHERE s.project IN {projects:Array(String)}
        AND s.trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces:Array(String)})), 16))
        AND concat(s.project, '/', lower(hex(s.trace_id)), '/', lower(hex(s.span_id))) IN {keys:Array(String)}
        AND s.status != 'running'`;
    const change = { sign: -1, arrivedAt: "{arrivedAt:DateTime64(3, 'UTC')}" } as const;
    for (const table of ROLLUPS) {
      const select = rollupSelect(table, chosen, change);
      await this.#engine.command(
        `INSERT INTO ${table.name} (${rollupColumns(table, -1)}) ${select}`,
        parameters,
      );
    }
  }
}
