import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { FaultyEngine } from "../testing/faulty-engine.ts";
import { type NaiveRow, naiveHeatMap, naiveRollup } from "../testing/naive-rollups.ts";
import { NaiveStore, naiveKey } from "../testing/naive-store.ts";
import { type HistoryStep, KNOWN_HISTORIES, spanHistories } from "../testing/span-histories.ts";
import { openStorage, type Storage } from "./open-storage.ts";
import { RECORD_COLUMNS, recordOfRow } from "./record-of-row.ts";
import { FAILED_SPANS } from "./schema/failed-spans.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import { ROLLUPS, type RollupTable } from "./schema/rollup-tables.ts";
import { SPAN_SUMS, type SpanSum } from "./schema/span-sums.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import type { SqlEngine } from "./sql-engine.ts";

const TABLES = ["spans", FAILED_SPANS, "payloads", ...ROLLUPS.map(({ name }) => name)];
const WHOLE_TABLES = ["checkpoints", "buckets_to_repair"];
const SPAN_SUM_NAMES = Object.keys(SPAN_SUMS) as readonly SpanSum[];
const NOW = Date.UTC(2026, 0, 16, 3);

/** What every home of the SQL must do: hold the truth whatever arrives, in any order, and whatever goes wrong. */
export function describeSpanHistories(
  name: string,
  open: () => Promise<SqlEngine>,
  { runs, layout = SINGLE_LAYOUT }: { readonly runs: number; readonly layout?: TableLayout },
): void {
  describe(`storage on ${name}`, () => {
    let engine: SqlEngine;
    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    afterAll(() => engine.close());

    it("holds each span, payload and sum once, over copies, later states, restarts, crashes and a full disk", async () => {
      await fc.assert(
        fc.asyncProperty(spanHistories, async (steps) => {
          for (const table of [...TABLES.map(layout.altered), ...WHOLE_TABLES])
            await engine.command(`TRUNCATE TABLE ${table}`);
          const model = new NaiveStore();
          const life = await Life.begin({ engine, layout });
          for (const step of steps) {
            await life.go(step);
            model.commit(step.batch);
          }
          await expectSpans(engine, model);
          for (const table of ROLLUPS) await expectRollup(engine, table, model);
        }),
        { numRuns: runs, examples: KNOWN_HISTORIES.map((steps) => [steps]) },
      );
    }, 300_000);
  });
}

/** Where storage is kept. */
interface Home {
  readonly engine: SqlEngine;
  readonly layout: TableLayout;
}

/** A server's storage as time goes on: it stops, crashes, comes back. */
class Life {
  readonly #home: Home;
  readonly #clock: FakeClock;
  #faulty: FaultyEngine;
  #storage: Storage;

  private constructor(home: Home, clock: FakeClock, { faulty, storage }: Reopened) {
    this.#home = home;
    this.#clock = clock;
    this.#faulty = faulty;
    this.#storage = storage;
  }

  static async begin(home: Home): Promise<Life> {
    const clock = createFakeClock(NOW);
    return new Life(home, clock, await reopen(home, clock));
  }

  /** Stores a batch in spite of everything: whoever sends it goes on until it is acknowledged. */
  async go({ batch, mishap, clockShiftMs }: HistoryStep): Promise<void> {
    this.#clock.set(NOW + clockShiftMs);
    const isFault = mishap.what === "crash" || mishap.what === "full disk";
    if (isFault) this.#faulty.break(mishap);
    const stored = await this.#storage.store.commit(batch).then(
      () => true,
      () => false,
    );
    expect(stored).toBe(!this.#faulty.hasFailed);
    if (mishap.what === "full disk" && !stored) {
      await expect(this.#storage.store.commit(batch)).rejects.toMatchObject({ code: "BW_STORAGE_FAILED" });
    }
    this.#faulty.heal();
    if (mishap.what === "crash") await this.#crash(mishap.after);
    if (mishap.what === "restart") await this.#restart();
    if (!stored) await this.#storage.store.commit(batch);
  }

  /** Comes back after a crash, and crashes once more while it repairs. */
  async #crash(writes: number): Promise<void> {
    const faulty = new FaultyEngine(this.#home.engine, this.#home.layout);
    faulty.break({ after: 3 * writes, kind: "unanswered" });
    const parts = { clock: this.#clock, layout: this.#home.layout };
    await openStorage(faulty, parts).catch(() => undefined);
    await this.#restart();
  }

  async #restart(): Promise<void> {
    const { faulty, storage } = await reopen(this.#home, this.#clock);
    this.#faulty = faulty;
    this.#storage = storage;
  }
}

interface Reopened {
  readonly faulty: FaultyEngine;
  readonly storage: Storage;
}

async function reopen({ engine, layout }: Home, clock: FakeClock): Promise<Reopened> {
  const faulty = new FaultyEngine(engine, layout);
  return { faulty, storage: await openStorage(faulty, { clock, layout }) };
}

async function expectSpans(engine: SqlEngine, model: NaiveStore): Promise<void> {
  const rows = await engine.query(`SELECT ${RECORD_COLUMNS} FROM spans AS s FINAL`);
  const spans = [...model.spans].map(([key, { record }]) => {
    const { input: _, output: __, ...stored } = record;
    return [key, stored] as const;
  });
  expect(new Map(rows.map(recordOfRow).map((record) => [naiveKey(record), record]))).toEqual(new Map(spans));
  expect(rows).toHaveLength(spans.length);
  const failed = await engine.query(`SELECT ${RECORD_COLUMNS} FROM ${FAILED_SPANS} AS s FINAL`);
  expect(new Map(failed.map(recordOfRow).map((record) => [naiveKey(record), record]))).toEqual(
    new Map(spans.filter(([, { status }]) => status === "error" || status === "blocked")),
  );
  const payloads = await engine.query(
    `SELECT concat(project, ' ', lower(hex(trace_id)), ' ', lower(hex(span_id))) AS key, input, output
     FROM payloads FINAL ORDER BY key`,
  );
  const wanted = [...model.payloads].map(([key, payload]) => ({ key, ...payload }));
  expect(payloads).toEqual(wanted.sort((one, other) => (one.key < other.key ? -1 : 1)));
}

const rowSchema = z.object({
  key: z.string(),
  sums: z.array(z.number()),
  longest: z.number().optional(),
  medians: z.array(z.number().nullable()).optional(),
  heat: z.tuple([z.array(z.coerce.number()), z.array(z.coerce.number())]).optional(),
});

async function expectRollup(engine: SqlEngine, table: RollupTable, model: NaiveStore): Promise<void> {
  const key = ["project", "toUnixTimestamp(bucket)", ...table.dimensions].map(
    (column) => `toJSONString(${column})`,
  );
  const states = `, toFloat64(max(longest_us)) AS longest, sumMap(latency_counts) AS heat,
    [quantilesDDMerge(0.01, 0.5)(duration_state)[1], quantilesDDMerge(0.01, 0.5)(ttft_state)[1]] AS medians`;
  const rows = await engine.query(
    `SELECT concat('[', arrayStringConcat([${key.join(", ")}], ','), ']') AS key,
       [${SPAN_SUM_NAMES.map((sum) => `toFloat64(sum(${sum}))`).join(", ")}] AS sums${table.hasStates ? states : ""}
     FROM ${table.name} GROUP BY key`,
  );
  const found = z
    .array(rowSchema)
    .parse(rows)
    .filter(({ sums }) => sums.some((sum) => sum !== 0));
  const expected = naiveRollup(table, model.spans.values());
  expect({ table: table.name, sums: new Map(found.map(({ key, sums }) => [key, sums])) }).toEqual({
    table: table.name,
    sums: new Map([...expected].map(([key, row]) => [key, SPAN_SUM_NAMES.map((sum) => row.sums[sum])])),
  });
  if (!table.hasStates) return;
  for (const row of found) expectStates(row, expected.get(row.key));
}

function expectStates({ longest, heat, medians }: z.infer<typeof rowSchema>, expected: NaiveRow | undefined) {
  const { durationsUs = [], firstTokensUs = [] } = expected ?? {};
  expect(longest).toBe(Math.max(0, ...durationsUs));
  const [bounds = [], counts = []] = heat ?? [];
  expect(new Map(bounds.map((bound, index) => [bound, counts[index]]))).toEqual(naiveHeatMap(durationsUs));
  expectMedian(medians?.[0], durationsUs);
  expectMedian(medians?.[1], firstTokensUs);
}

/** Between the two middle values, give or take the error of the sketch. */
function expectMedian(found: number | null | undefined, values: readonly number[]): void {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (values.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (low === undefined || high === undefined) return;
  expect(found).toBeGreaterThanOrEqual(low * 0.989);
  expect(found).toBeLessThanOrEqual(high * 1.011);
}
