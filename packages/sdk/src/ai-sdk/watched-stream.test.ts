import { collectStream } from "@breakwater/testkit/collect-stream";
import { expect, test } from "vitest";
import { type StreamWatcher, watchedStream } from "./watched-stream.ts";

/** A source that tells how much was read of it, and a watcher that notes what it hears. */
function rig(count: number, error?: Error) {
  const heard: unknown[] = [];
  const state = { pulled: 0, cancelledWith: undefined as unknown };
  const source = new ReadableStream<number>(
    {
      pull(controller) {
        if (state.pulled < count) controller.enqueue(state.pulled++);
        else if (error) controller.error(error);
        else controller.close();
      },
      cancel(reason) {
        state.cancelledWith = reason;
      },
    },
    { highWaterMark: 0 },
  );
  const watcher: StreamWatcher = {
    part: (part) => void heard.push(part),
    done: () => void heard.push("done"),
    failed: (thrown) => void heard.push(thrown),
    cancelled: () => void heard.push("cancelled"),
  };
  return { stream: watchedStream(source, watcher), heard, state };
}

test("part for part, and the end", async () => {
  const { stream, heard } = rig(3);
  expect(await collectStream(stream)).toEqual([0, 1, 2]);
  expect(heard).toEqual([0, 1, 2, "done"]);
});

test("nothing is read before the reader asks", async () => {
  const { stream, state } = rig(3);
  const reader = stream.getReader();
  expect(state.pulled).toBe(0);
  await reader.read();
  expect(state.pulled).toBe(1);
});

test("a source that breaks breaks the stream, with the same error", async () => {
  const error = new Error("cut");
  const { stream, heard } = rig(1, error);
  await expect(collectStream(stream)).rejects.toBe(error);
  expect(heard).toEqual([0, error]);
});

test("a reader that cancels cancels the source", async () => {
  const { stream, heard, state } = rig(3);
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel("enough");
  expect(state.cancelledWith).toBe("enough");
  expect(heard).toEqual([0, "cancelled"]);
});
