import { expect, it } from "vitest";
import { engineArguments, engineLimits, statementMemory, thisMachine } from "./engine-limits.ts";

const machine = { memoryBytes: 8e9, processors: 4 };

it("takes half of the machine's memory and all its processors unless told otherwise", () => {
  const defaults = engineLimits({ backgroundThreads: 2, cache: 64e6 }, machine);
  expect(defaults).toEqual({ memoryBytes: 4e9, threads: 4, backgroundThreads: 2, cacheBytes: 64e6 });
  expect(statementMemory(defaults)).toBe(3e9);
  const told = engineLimits({ memory: 1e9, threads: 1, backgroundThreads: 1, cache: 1e6 }, machine);
  expect(told).toEqual({ memoryBytes: 1e9, threads: 1, backgroundThreads: 1, cacheBytes: 1e6 });
});

it("tells the engine of them as it takes arguments", () => {
  const limits = { memoryBytes: 1e9, threads: 2, backgroundThreads: 3, cacheBytes: 5e6 };
  expect(engineArguments(limits)).toEqual([
    "--max_server_memory_usage=1000000000",
    "--mark_cache_size=5000000",
    "--index_mark_cache_size=5000000",
    "--primary_index_cache_size=5000000",
    "--background_pool_size=3",
    "--max_thread_pool_free_size=16",
  ]);
});

it("knows a machine with memory and processors", () => {
  const { memoryBytes, processors } = thisMachine();
  expect(memoryBytes).toBeGreaterThan(1e8);
  expect(memoryBytes).toBeLessThan(1e14);
  expect(processors).toBeGreaterThan(0);
});
