import { expect, it } from "vitest";
import { failedCall } from "./alert-engine.samples.ts";
import { AlertEvents } from "./alert-events.ts";
import { RecordReader } from "./record-facts.ts";

const reader = new RecordReader(5_000);

function addFailure(events: AlertEvents, userId: string, time: number): void {
  const facts = reader.read(failedCall("server", { userId }), time);
  if (facts !== undefined) events.add(facts, time);
}

it("counts the window while quiet, all since the beginning while not, and the window again after the end", () => {
  const events = new AlertEvents(60_000, { left: 100 });
  addFailure(events, "gone", 0);
  addFailure(events, "a", 100_000);
  events.begin(110_000);
  expect(events.view(110_000)).toMatchObject({ count: 1, users: 1 });
  addFailure(events, "b", 300_000);
  expect(events.view(300_000)).toMatchObject({ count: 2, users: 2 });
  events.end();
  addFailure(events, "c", 310_000);
  expect(events.view(310_000)).toMatchObject({ count: 2, users: 2 });
});

it("says when there may be more users than it has room for", () => {
  const events = new AlertEvents(60_000, { left: 1 });
  addFailure(events, "a", 0);
  expect(events.view(0)).toMatchObject({ users: 1, hasMoreUsers: false });
  addFailure(events, "b", 0);
  expect(events.view(0)).toMatchObject({ users: 1, hasMoreUsers: true });
});
