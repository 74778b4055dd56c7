import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { beforeEach, describe, expect, it } from "vitest";
import { SINGLE_LAYOUT } from "../schema/tables.ts";
import type { SqlEngine } from "../sql-engine.ts";
import { DataDeleter } from "./data-deleter.ts";
import { DeletionLog } from "./deletion-log.ts";
import { DiskGuard } from "./disk-guard.ts";
import { RetentionJob } from "./retention-job.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

let clock = createFakeClock();
let asked: number[];
let failure: Error | undefined;
let failures: unknown[];
beforeEach(() => {
  clock = createFakeClock();
  asked = [];
  failure = undefined;
  failures = [];
});

/** Holds no data, and notes when it was asked what it holds. */
const engine: SqlEngine = {
  query: async (sql) => {
    if (!sql.includes("system.parts")) return [];
    asked.push(clock.now());
    if (failure !== undefined) throw failure;
    return [];
  },
  async *stream() {},
  command: async () => {},
  insert: async () => {},
  close: async () => {},
};

async function parts() {
  const log = await DeletionLog.open(engine);
  const shared = { engine, clock, layout: SINGLE_LAYOUT };
  return {
    ...shared,
    deleter: new DataDeleter({ ...shared, log, onDeleted: () => {} }),
    exclusively: <Result>(work: () => Promise<Result>) => work(),
    onFailure: (error: unknown) => void failures.push(error),
  };
}

describe("RetentionJob", () => {
  const ages = { spans: HOUR_MS, payloads: HOUR_MS, rollups: HOUR_MS };

  it("runs a minute after the start, then every hour, whether a run fails or not, until it is stopped", async () => {
    const start = clock.now();
    const job = new RetentionJob({ ...(await parts()), settings: () => ({ default: ages, projects: {} }) });
    job.start();
    await clock.advance(59 * SECOND_MS);
    expect(asked).toEqual([]);
    await clock.advance(SECOND_MS);
    expect(asked).toEqual([start + 60 * SECOND_MS]);
    failure = new Error("no engine");
    await clock.advance(HOUR_MS);
    expect(failures).toEqual([failure]);
    await clock.advance(HOUR_MS);
    expect(asked).toHaveLength(3);
    job.review();
    await clock.advance(0);
    expect(asked).toHaveLength(4);
    await job.stop();
    await clock.advance(3 * HOUR_MS);
    expect(asked).toHaveLength(4);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("DiskGuard", () => {
  it("looks at the start, then every 15 seconds, whether a look fails or not, until it is stopped", async () => {
    let looks = 0;
    const guard = new DiskGuard({
      ...(await parts()),
      limits: () => ({ minFree: 1 }),
      measure: async () => {
        looks += 1;
        if (failure !== undefined) throw failure;
        return { usedBytes: 1, freeBytes: 2 };
      },
      onDropped: () => {},
      onFull: () => {},
    });
    expect(guard.state).toBeUndefined();
    guard.admit();
    await guard.start();
    expect(guard.state).toEqual({ usedBytes: 1, freeBytes: 2, minFreeBytes: 1 });
    failure = new Error("no engine");
    await clock.advance(15 * SECOND_MS);
    expect([looks, failures]).toEqual([2, [failure]]);
    await clock.advance(15 * SECOND_MS);
    guard.review();
    await clock.advance(0);
    expect(looks).toBe(4);
    await guard.stop();
    guard.review();
    await clock.advance(60 * SECOND_MS);
    expect(looks).toBe(4);
    expect(clock.pendingTimers).toBe(0);
  });
});
