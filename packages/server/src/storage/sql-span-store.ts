import type { Clock } from "@breakwater/core/time/clock";
import { planCommit } from "./commit-plan.ts";
import { KnownSpans } from "./known-spans.ts";
import { ROLLUPS, rollupSelect } from "./schema/rollup-tables.ts";
import { hasPayload, keyOf, payloadRow, projectOf, spanRow } from "./span-row.ts";
import type { CommitReport, IncomingSpan, SpanStore } from "./span-store.ts";
import type { SqlEngine } from "./sql-engine.ts";

/**
 * Spans in a ClickHouse dialect engine. One commit runs at a time, so that what a commit finds is still true when it
 * writes; callers put many requests into one commit (`GroupCommitter`).
 */
export class SqlSpanStore implements SpanStore {
  readonly #engine: SqlEngine;
  readonly #clock: Clock;
  readonly #known: KnownSpans;
  #last: Promise<unknown> = Promise.resolve();

  constructor(engine: SqlEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
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
    await this.#retract(retractions);
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
    return { stored: inserts.length, duplicates };
  }

  /** Takes the counted state of spans out of the sums, before their more final state comes in. */
  async #retract(spans: readonly IncomingSpan[]): Promise<void> {
    if (spans.length === 0) return;
    const parameters = {
      projects: [...new Set(spans.map(({ record }) => projectOf(record)))],
      traces: [...new Set(spans.map(({ record }) => record.traceId))],
      keys: spans.map(({ record }) => keyOf(record)),
    };
    const chosen = `spans AS s FINAL
      WHERE s.project IN {projects:Array(String)}
        AND s.trace_id IN (SELECT unhex(arrayJoin({traces:Array(String)})))
        AND concat(s.project, '/', lower(hex(s.trace_id)), '/', lower(hex(s.span_id))) IN {keys:Array(String)}
        AND s.status != 'running'`;
    for (const table of ROLLUPS) {
      const columns = table.hasQuantiles ? "* EXCEPT (duration_state, ttft_state)" : "*";
      await this.#engine.command(
        `INSERT INTO ${table.name} (${columns}) SELECT ${columns} FROM (${rollupSelect(table, chosen, -1)})`,
        parameters,
      );
    }
  }
}
