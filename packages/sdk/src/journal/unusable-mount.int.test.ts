import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, test } from "vitest";
import { JournalPathError, openJournal } from "./journal.ts";

test("a directory that a mount refuses to make is an error at once, not a loop without end", () => {
  const open = () => openJournal({ path: "/proc/x/y.jsonl", clock: createFakeClock(), onWarning: () => {} });
  expect(open).toThrow(JournalPathError);
});
