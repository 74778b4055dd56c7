// Measures one handler, in a process of its own, on demand: node --expose-gc handler-process.ts <handler> <sink> <folder>
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Attachment } from "../handlers/attachment.ts";
import { HANDLERS } from "../handlers/registry.ts";
import { saturate } from "../workload/saturated-loop.ts";
import { SCENARIOS } from "../workload/scenarios.ts";
import type { Answer, MemoryReading, Stretch, Task } from "./messages.ts";

const MIB = 1024 * 1024;
let served = 0;

async function measure(attachment: Attachment, task: Extract<Task, { task: "measure" }>): Promise<Stretch> {
  const scenario = SCENARIOS.find(({ name }) => name === task.scenario);
  if (!scenario) throw new Error(`There is no scenario ${task.scenario}.`);
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const limit = "calls" in task.amount ? task.amount.calls : Number.POSITIVE_INFINITY;
  const end = "calls" in task.amount ? Number.POSITIVE_INFINITY : startedAt + task.amount.milliseconds;
  let calls = 0;
  do {
    const from = served + calls;
    const count = Math.min(scenario.callsBetweenDrains, limit - calls);
    await saturate(count, (index) => scenario.run(attachment.configOf(from + index)));
    await attachment.drain();
    calls += count;
  } while (calls < limit && performance.now() < end);
  const { user, system } = process.cpuUsage(before);
  const wallUs = (performance.now() - startedAt) * 1_000;
  served += calls;
  return { cpuUs: (user + system) / calls, wallUs: wallUs / calls };
}

async function readMemory(attachment: Attachment): Promise<MemoryReading> {
  await collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    rssMb: rss / MIB,
    heapUsedMb: heapUsed / MIB,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    losses: attachment.losses?.(),
  };
}

async function collectGarbage(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await nextTurn();
  }
}

function send(answer: Answer): void {
  process.send?.(answer);
}

async function answerTo(attachment: Attachment, task: Task): Promise<Answer> {
  switch (task.task) {
    case "measure":
      return { answer: "stretch", stretch: await measure(attachment, task) };
    case "memory":
      return { answer: "memory", memory: await readMemory(attachment) };
  }
}

function failed(error: unknown): Answer {
  return { answer: "failed", reason: error instanceof Error ? error.message : String(error) };
}

const [name, sinkUrl = "", folder = ""] = process.argv.slice(2);
try {
  const entry = HANDLERS.find((handler) => handler.name === name);
  if (!entry) throw new Error(`There is no handler ${name}.`);
  const attachment = await (await entry.load()).attach({ sinkUrl, folder });
  process.on("message", (task: Task) => {
    answerTo(attachment, task).then(send, (error: unknown) => send(failed(error)));
  });
  send({ answer: "ready" });
} catch (error) {
  send(failed(error));
}
process.on("disconnect", () => process.exit());
