import { expect, it } from "vitest";
import { LineBatch } from "./line-batch.ts";

function recorded() {
  const writes: (readonly string[])[] = [];
  return { writes, batch: new LineBatch({ appendAll: (lines) => writes.push(lines) }) };
}

it("writes lines of one turn together, and tells their owners when they are on file", async () => {
  const { writes, batch } = recorded();
  const call = async (name: string) => {
    await Promise.resolve();
    batch.add(name);
    await batch.written;
    expect(writes.flat()).toContain(name);
  };
  await Promise.all(["a", "b", "c"].map(call));
  expect(writes).toEqual([["a", "b", "c"]]);
});

it("has nothing to wait for once all is written", async () => {
  const { writes, batch } = recorded();
  expect(batch.written).toBeUndefined();
  batch.add("a");
  batch.flush();
  expect(batch.written).toBeUndefined();
  batch.add("b");
  await batch.written;
  batch.flush();
  expect(writes).toEqual([["a"], ["b"]]);
});

it("does not write twice what was flushed before its turn came", async () => {
  const { writes, batch } = recorded();
  batch.add("a");
  const { written } = batch;
  batch.flush();
  await written;
  expect(writes).toEqual([["a"]]);
});
