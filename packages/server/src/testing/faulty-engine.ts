import { FAILED_SPANS, failedSpansView } from "../storage/schema/failed-spans.ts";
import { ROLLUPS, rollupView } from "../storage/schema/rollup-tables.ts";
import { SINGLE_LAYOUT, type TableLayout } from "../storage/schema/tables.ts";
import type { ExportStatement, SqlEngine, SqlParameters, StatementLimits } from "../storage/sql-engine.ts";

/** How a write goes wrong. */
export interface Fault {
  /** Writes that still succeed before it. */
  readonly after: number;
  /**
   * `unsent`: nothing is done. `unanswered`: it is done, and nobody hears of it. `torn`: as `unanswered`, but of the
   * sums that spans go into only every second one has got them, and failed ones have no copies.
   */
  readonly kind: "unsent" | "unanswered" | "torn";
}

/** An engine whose writes can be made to fail at any point: then all of them fail until it is healed. */
export class FaultyEngine implements SqlEngine {
  readonly #engine: SqlEngine;
  readonly #layout: TableLayout;
  #fault: Fault | undefined;
  #writes = 0;
  #hasFailed = false;

  constructor(engine: SqlEngine, layout: TableLayout = SINGLE_LAYOUT) {
    this.#engine = engine;
    this.#layout = layout;
  }

  /** Whether a write has failed since {@link break}. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  break(fault: Fault): void {
    this.#fault = fault;
    this.#writes = 0;
    this.#hasFailed = false;
  }

  heal(): void {
    this.#fault = undefined;
    this.#hasFailed = false;
  }

  query(sql: string, parameters?: SqlParameters, limits?: StatementLimits): Promise<readonly unknown[]> {
    return this.#engine.query(sql, parameters, limits);
  }

  stream(statement: ExportStatement): AsyncIterable<Uint8Array> {
    return this.#engine.stream(statement);
  }

  command(sql: string, parameters?: SqlParameters): Promise<void> {
    return this.#write(() => this.#engine.command(sql, parameters));
  }

  insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    const insert = () => this.#engine.insert(table, rows);
    return this.#write(insert, table === "spans" ? () => this.#withoutSomeViews(insert) : insert);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #write(write: () => Promise<void>, tear = write): Promise<void> {
    const fault = this.#fault;
    if (fault === undefined || this.#writes < fault.after) {
      this.#writes += 1;
      return write();
    }
    if (!this.#hasFailed && fault.kind === "unanswered") await write();
    if (!this.#hasFailed && fault.kind === "torn") await tear();
    this.#hasFailed = true;
    throw Object.assign(new Error("Cannot reserve 1.00 MiB, not enough space."), {
      code: "243",
      type: "NOT_ENOUGH_SPACE",
    });
  }

  async #withoutSomeViews(write: () => Promise<void>): Promise<void> {
    const untouched = ROLLUPS.filter((_, index) => index % 2 === 0);
    for (const name of [...untouched.map((table) => table.name), FAILED_SPANS])
      await this.#engine.command(`DROP TABLE ${name}_view`);
    await write();
    for (const table of untouched) await this.#engine.command(rollupView(table, this.#layout));
    await this.#engine.command(failedSpansView(this.#layout));
  }
}
