import { expect, it } from "vitest";
import { giveBackMemory } from "./give-back-memory.ts";

it("makes the heap small again after a burst", () => {
  let burst: object[] | undefined = Array.from({ length: 2_000_000 }, (_, n) => ({ n }));
  expect(burst.length).toBe(2_000_000);
  const before = process.memoryUsage().heapTotal;
  burst = undefined;
  giveBackMemory();
  expect(process.memoryUsage().heapTotal).toBeLessThan(before - 30_000_000);
});
