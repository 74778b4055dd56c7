import { epochMsOf } from "@breakwater/core/record/record-time";
import { isInference, type SpanRecord } from "@breakwater/core/record/span-record";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedMeasures } from "../../testing/expected-measures.ts";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import { lastDayOf } from "./days.ts";
import { type Person, queryPeople } from "./people.ts";
import { decodePeopleCursor, PEOPLE_ORDERS, type PeopleOrder } from "./people-cursor.ts";
import type { PeopleKind } from "./people-kind.ts";

const RANGE = { from: Date.UTC(2026, 0, 12, 5, 30), to: Date.UTC(2026, 0, 15, 17, 45) };
const SPANS = fleetSpans(1_200, { from: RANGE.from - 3_600_000, to: RANGE.to + 3_600_000 });
const FILTER = { project: "shop", range: RANGE };

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(SPANS);
});
afterAll(() => bed.close());

const idOf = (kind: PeopleKind, { userId = "", sessionId = "" }: SpanRecord) =>
  kind === "user" ? userId : sessionId;

/** The list, made without the engine. */
function expectedPeople(kind: PeopleKind): Map<string, { readonly sums: object; readonly last: number }> {
  const groups = Map.groupBy(
    SPANS.filter((span) => {
      const at = epochMsOf(span.startTime);
      const isCall = isInference(span.kind) && span.status !== "running";
      return isCall && at >= RANGE.from && at < RANGE.to && idOf(kind, span) !== "";
    }),
    (span) => idOf(kind, span),
  );
  return new Map(
    [...groups].map(([id, spans]) => {
      const { calls, costNanos, pricedCalls, unpricedCalls } = expectedMeasures(spans);
      const last = Math.max(...spans.map((span) => epochMsOf(span.startTime)));
      return [id, { sums: { calls, costNanos, pricedCalls, unpricedCalls }, last }];
    }),
  );
}

async function allPages(kind: PeopleKind, order: PeopleOrder, limit: number): Promise<Person[]> {
  const found: Person[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? undefined : decodePeopleCursor(cursor, order);
    const answer = await queryPeople(kind, { filter: FILTER, page: { order, limit, after } }, bed.context);
    found.push(...answer.people);
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return found;
}

describe.each(["user", "session"] as const)("%ss", (kind) => {
  it.each(PEOPLE_ORDERS)("come once each by %s, whatever the page", async (order) => {
    const whole = await allPages(kind, order, 500);
    const paged = await allPages(kind, order, 7);
    expect(paged).toEqual(whole);
    expect(whole.map(({ id }) => id).toSorted()).toEqual([...expectedPeople(kind).keys()].toSorted());
  });

  it("add up to what their calls add up to, and were last seen when they were", async () => {
    const expected = expectedPeople(kind);
    const exactFrom = lastDayOf(RANGE).from;
    for (const { id, lastSeen, ...sums } of await allPages(kind, "cost", 500)) {
      const { last = 0, sums: wanted = {} } = expected.get(id) ?? {};
      expect(sums).toMatchObject(wanted);
      if (last >= exactFrom) expect(lastSeen).toBeCloseTo(last, 2);
      else expect(Math.floor(last / 86_400_000)).toBe(Math.floor(lastSeen / 86_400_000));
    }
  });
});

it("come by spend, and can be searched", async () => {
  const costs = (await allPages("user", "cost", 500)).map(({ costNanos }) => costNanos);
  expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  const page = { order: "calls", limit: 10, search: "USER-1" } as const;
  const { people } = await queryPeople("user", { filter: FILTER, page }, bed.context);
  expect(people.map(({ id }) => id).toSorted()).toEqual(["user-1", "user-10", "user-11"]);
});
