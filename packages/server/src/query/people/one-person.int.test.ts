import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference } from "@breakwater/core/record/span-record";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import type { TimeRange } from "../time-range.ts";
import { queryPerson } from "./one-person.ts";
import type { PeopleKind } from "./people-kind.ts";

const LONG = { from: Date.UTC(2026, 0, 12, 5, 30), to: Date.UTC(2026, 0, 15, 17, 45) };
const SHORT = { from: Date.UTC(2026, 0, 13, 22, 17), to: Date.UTC(2026, 0, 14, 9, 41) };
const SPANS = fleetSpans(1_200, { from: LONG.from - 3_600_000, to: LONG.to + 3_600_000 });

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(SPANS);
});
afterAll(() => bed.close());

/** Starts of the calls of everyone in a range, in order. */
function callsOf(kind: PeopleKind, { from, to }: TimeRange): ReadonlyMap<string, readonly string[]> {
  const starts = new Map<string, string[]>();
  for (const span of SPANS) {
    const id = (kind === "user" ? span.userId : span.sessionId) ?? "";
    const at = epochMsOf(span.startTime);
    if (id === "" || !isInference(span.kind) || span.status === "running" || at < from || at >= to) continue;
    starts.set(id, [...(starts.get(id) ?? []), span.startTime].toSorted());
  }
  return starts;
}

const ask = (kind: PeopleKind, id: string, range: TimeRange) =>
  queryPerson(kind, { id, filter: { project: "shop", range } }, bed.context);

describe.each(["user", "session"] as const)("one %s", (kind) => {
  it.each([
    ["days", LONG],
    ["hours", SHORT],
  ])("was seen first and last when its calls began, within %s", async (_, range) => {
    const everyone = [...callsOf(kind, range)].slice(0, 12);
    expect(everyone.length).toBeGreaterThan(2);
    for (const [id, starts] of everyone) {
      const { firstSeen, lastSeen } = await ask(kind, id, range);
      expect({ id, firstSeen, lastSeen }).toEqual({ id, firstSeen: starts[0], lastSeen: starts.at(-1) });
    }
  });

  it("is unknown without calls", async () => {
    await expect(ask(kind, "nobody", LONG)).rejects.toThrow("made no calls in this range");
  });
});

it("is told by the hour where spans are no longer kept", async () => {
  // Of an hour that the range cuts, no sums tell.
  const wholeHours = (at: string) => at >= "2026-01-12T06" && at < "2026-01-13";
  const found = [...callsOf("user", LONG)].find(([, starts]) => wholeHours(starts[0] ?? ""));
  const [id, starts = []] = found ?? [""];
  const [first = "", last] = [starts[0], starts.at(-1)];
  await bed.context.engine.command("ALTER TABLE spans DROP PARTITION ID '20260112'");
  const { firstSeen, lastSeen } = await ask("user", id, LONG);
  expect({ firstSeen, lastSeen }).toEqual({
    firstSeen: `${first.slice(0, "2026-01-12T06".length)}:00:00.000Z`,
    lastSeen: last,
  });
});
