import { createMonitor, type Monitor } from "../../packages/sdk/dist/index.js";
import { AnsweringModel } from "../workload/answering-model.ts";
import { callContext } from "../workload/call-context.ts";
import { saturate } from "../workload/saturated-loop.ts";

const CALLS = 5_000;
const REPEATS = 20;

/** `monitor.report()`, and writing it as text, over 1,000 users with a budget each: milliseconds of wall time. */
export async function reportCost(): Promise<{ reportMs: number; textMs: number }> {
  const monitor = createMonitor({ budgets: [{ name: "user", limitUsd: 100, per: ["userId"] }] });
  const model = new AnsweringModel();
  await saturate(CALLS, (index) => monitor.query(model as Asked, "What is it?", callContext(index)));
  const reportMs = millisecondsEach(() => monitor.report());
  const textMs = millisecondsEach(() => monitor.report().toText());
  await monitor.close();
  return { reportMs, textMs };
}

type Asked = Parameters<Monitor["query"]>[0];

function millisecondsEach(run: () => unknown): number {
  run();
  const startedAt = performance.now();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) run();
  return (performance.now() - startedAt) / REPEATS;
}
