import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WatchedEngine } from "../testing/watched-engine.ts";
import { Checkpoint } from "./checkpoint.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import { SINGLE_LAYOUT, type TableLayout } from "./schema/tables.ts";
import type { SqlEngine } from "./sql-engine.ts";

const NOON = Date.UTC(2026, 0, 15, 12);

/** What every home of the SQL must do: know over restarts up to when everything is counted. */
export function describeCheckpoint(
  name: string,
  open: () => Promise<SqlEngine>,
  layout: TableLayout = SINGLE_LAYOUT,
): void {
  describe(`Checkpoint on ${name}`, () => {
    let engine: SqlEngine;
    beforeAll(async () => {
      engine = await open();
      await migrate(engine, migrations(layout), layout);
    });
    beforeEach(() => engine.command("TRUNCATE TABLE checkpoints"));
    afterAll(() => engine.close());

    const last = () => new Checkpoint(engine, createFakeClock(NOON)).last();

    it("tells new data, a crash, and an end in good order", async () => {
      expect(await last()).toBeUndefined();
      const checkpoint = new Checkpoint(engine, createFakeClock(NOON));
      await checkpoint.open();
      expect(await last()).toEqual({ isClean: false, settledAt: NOON });
      checkpoint.onSettled(NOON + 1_234);
      await checkpoint.close(true);
      expect(await last()).toEqual({ isClean: true, settledAt: NOON + 1_234 });
    });

    it("keeps the mark of a crash when it ends with something half counted", async () => {
      const checkpoint = new Checkpoint(engine, createFakeClock(NOON));
      await checkpoint.open();
      await checkpoint.close(false);
      expect(await last()).toEqual({ isClean: false, settledAt: NOON });
    });

    it("moves on while spans come in, and stands still while none do and after its end", async () => {
      const clock = createFakeClock(NOON);
      const watched = new WatchedEngine(engine);
      const checkpoint = new Checkpoint(watched, clock);
      await checkpoint.open();
      const first = watched.lastInsert;
      await clock.advance(60_000);
      expect(watched.lastInsert).toBe(first);
      checkpoint.onSettled(NOON + 60_000);
      await clock.advance(10_000);
      await watched.lastInsert;
      expect(await last()).toEqual({ isClean: false, settledAt: NOON + 60_000 });
      checkpoint.onSettled(NOON + 90_000);
      await checkpoint.close(true);
      expect(clock.pendingTimers).toBe(0);
    });

    it("is not deceived by a clock that was set back", async () => {
      const before = new Checkpoint(engine, createFakeClock(NOON));
      await before.open();
      await before.close(true);
      const after = new Checkpoint(engine, createFakeClock(NOON - 3_600_000));
      await after.last();
      expect(after.settledAt).toBe(NOON);
      await after.open();
      expect(await last()).toEqual({ isClean: false, settledAt: NOON });
    });
  });
}
