import fc from "fast-check";
import { expect, test } from "vitest";
import { RetryQueue } from "./retry-queue.ts";

test("the bounds are lines and bytes, newlines included; what would pass one is refused", () => {
  const byLines = new RetryQueue({ maxLines: 2, maxBytes: 1000 });
  expect([byLines.push("a"), byLines.push("b"), byLines.push("c")]).toEqual([true, true, false]);
  const byBytes = new RetryQueue({ maxLines: 100, maxBytes: 6 });
  expect([byBytes.push("éé"), byBytes.push("x"), byBytes.push("")]).toEqual([true, false, true]);
  expect(byBytes.bytes).toBe(6);
});

test("a line that was accepted before is put back in front, whatever the bounds", () => {
  const queue = new RetryQueue({ maxLines: 2, maxBytes: 1000 });
  for (const line of ["a", "b"]) queue.push(line);
  queue.shift();
  queue.push("c");
  queue.putBack("a");
  expect([queue.length, queue.peek(), queue.bytes]).toEqual([3, "a", 6]);
});

test("any mix of adding, removing and putting back keeps the order and the count of bytes", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("push" as const), line: fc.string() }),
    fc.record({ do: fc.constant("putBack" as const), line: fc.string() }),
    fc.record({ do: fc.constant("shift" as const), line: fc.constant("") }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new RetryQueue({ maxLines: 8, maxBytes: 10_000 });
      const model: string[] = [];
      for (const { do: act, line } of steps) {
        if (act === "push" && queue.push(line)) model.push(line);
        if (act === "putBack") {
          queue.putBack(line);
          model.unshift(line);
        }
        if (act === "shift") {
          queue.shift();
          model.shift();
        }
        expect([queue.peek(), queue.length]).toEqual([model[0], model.length]);
        expect(queue.bytes).toBe(model.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0));
      }
      expect(queue.clear()).toBe(model.length);
    }),
  );
});
