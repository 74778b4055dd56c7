import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { expect, it } from "vitest";
import { CommitFeed } from "./commit-feed.ts";
import type { IncomingSpan } from "./span-store.ts";

function span(name: string): IncomingSpan {
  return { record: sampleRecord({ name }), protocol: "native", dialect: "breakwater" };
}

const namesOf = (spans: readonly IncomingSpan[]) => spans.map(({ record }) => record.name);

it("tells each listener what it wants, once", async () => {
  const feed = new CommitFeed();
  const all = feed.listen(() => true);
  const some = feed.listen(({ record }) => record.name === "b");
  feed.announce([span("a"), span("b")]);
  await all?.wait();
  expect(namesOf(all?.take().spans ?? [])).toEqual(["a", "b"]);
  expect(namesOf(some?.take().spans ?? [])).toEqual(["b"]);
  expect(all?.take()).toEqual({ spans: [], dropped: 0 });
});

it("wakes a listener that waits", async () => {
  const feed = new CommitFeed();
  const listener = feed.listen(() => true);
  const woken = listener?.wait();
  feed.announce([span("a")]);
  await woken;
  expect(listener?.take().spans).toHaveLength(1);
});

it("drops the oldest for a slow listener and says how many", () => {
  const feed = new CommitFeed();
  const listener = feed.listen(() => true);
  for (let batch = 0; batch < 30; batch += 1) {
    feed.announce(Array.from({ length: 50 }, (_, which) => span(String(batch * 50 + which))));
  }
  const { spans, dropped } = listener?.take() ?? { spans: [], dropped: 0 };
  expect([spans.length, dropped, spans[0]?.record.name]).toEqual([1_000, 500, "500"]);
  expect(listener?.take().dropped).toBe(0);
});

it("lets go of listeners that close, and takes no more than it can serve", async () => {
  const feed = new CommitFeed();
  const listeners = Array.from({ length: 101 }, () => feed.listen(() => true));
  expect(listeners.filter((listener) => listener === undefined)).toHaveLength(1);
  const closed = listeners[0]?.wait();
  listeners[0]?.close();
  await closed;
  expect(feed.listen(() => true)).toBeDefined();
});
