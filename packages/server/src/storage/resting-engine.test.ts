import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, it } from "vitest";
import { restingEngine } from "./resting-engine.ts";
import type { SqlEngine } from "./sql-engine.ts";

function bed({ rest = async () => {}, insert = async () => {} } = {}) {
  const told: string[] = [];
  const engine: SqlEngine = {
    query: async () => [],
    async *stream() {},
    command: async () => {},
    insert,
    close: async () => {
      told.push("closed");
    },
  };
  const clock = createFakeClock(0);
  const resting = restingEngine(engine, {
    clock,
    rest: async () => {
      told.push("rested");
      await rest();
    },
    onFailure: (error) => told.push(String(error)),
  });
  return { clock, resting, told };
}

it("rests once when nothing was wanted for a while after the start", async () => {
  const { clock, told } = bed();
  await clock.advance(9_999);
  expect(told).toEqual([]);
  await clock.advance(60_000);
  expect(told).toEqual(["rested"]);
});

it("is kept awake by inserts, questions and exports, and rests after the last", async () => {
  const { clock, resting, told } = bed();
  const wants = [
    () => resting.insert("spans", []),
    () => resting.query("SELECT 1", {}, { timeoutMs: 1 }),
    async () => {
      for await (const _ of resting.stream({ sql: "SELECT 1", format: "Parquet" }));
    },
  ];
  for (const want of wants) {
    await clock.advance(9_000);
    await want();
  }
  expect(told).toEqual([]);
  await clock.advance(10_000);
  expect(told).toEqual(["rested"]);
  await resting.insert("spans", []);
  await clock.advance(10_000);
  expect(told).toEqual(["rested", "rested"]);
});

it("does not rest while work is under way, however long that takes", async () => {
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const { clock, resting, told } = bed({ insert: () => written });
  const inserting = resting.insert("spans", []);
  await clock.advance(60_000);
  expect(told).toEqual([]);
  resolve();
  await inserting;
  await clock.advance(10_000);
  expect(told).toEqual(["rested"]);
});

it("is not kept awake by what the server asks for itself", async () => {
  const { clock, resting, told } = bed();
  await clock.advance(9_000);
  await resting.query("SELECT 1");
  await resting.insert("checkpoints", []);
  await clock.advance(1_000);
  expect(told).toEqual(["rested"]);
});

it("tells when resting fails, and rests no more once closed", async () => {
  const { clock, resting, told } = bed({ rest: () => Promise.reject(new Error("no allocator")) });
  await clock.advance(10_000);
  await resting.insert("spans", []);
  await resting.close();
  await clock.advance(60_000);
  expect(told).toEqual(["rested", "Error: no allocator", "closed"]);
});
