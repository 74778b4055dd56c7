import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MessageStore } from "../../storage/message-store.ts";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import type { ListFilter } from "../list-filter.ts";
import { decodeCursor } from "../page-cursor.ts";
import { searchPayloads } from "./search.ts";
import type { SearchHit } from "./search-hit.ts";
import { searchTermsOf } from "./search-terms.ts";

const TRACE_ID = "ab".repeat(16);
const NOON = Date.UTC(2026, 0, 15, 12);
const FILTER: ListFilter = { project: "shop", range: { from: NOON - 30 * 86_400_000, to: NOON } };

const TEXTS: readonly { readonly input?: string; readonly output?: string; readonly userId?: string }[] = [
  { input: "What is the refund policy?", output: "Thirty days." },
  { input: "hello", output: "Our Refund Policy is generous.", userId: "u2" },
  { input: "policy on refund", output: "量子コンピュータの話" },
  { input: `${"long ".repeat(200)}Üben macht den Meister of 100% "fun"`, output: "" },
  { input: "prefunded policyholder", output: "no" },
  {},
];

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store(
    TEXTS.map((fields, which) =>
      sampleRecord({
        project: "shop",
        spanId: String(which).repeat(16),
        startTime: recordTime(NOON - 1_000 - which * 86_400_000),
        ...fields,
      }),
    ),
  );
});
afterAll(() => bed.close());

async function found(text: string, filter = FILTER): Promise<string> {
  const terms = searchTermsOf(text);
  const { hits, nextCursor } = await searchPayloads({ filter, terms, limit: 50 }, bed.context);
  expect(nextCursor).toBeUndefined();
  return hits.map(({ spanId }) => spanId.slice(0, 1)).join("");
}

it.each([
  ["refund policy", "012"],
  ['"refund policy"', "01"],
  ["POLICY", "012"],
  ["ref", ""],
  ['"refund"', "0124"],
  ["コンピュータ", "2"],
  ["Üben", "3"],
  ["100%", "3"],
  ["'; DROP TABLE payloads --", ""],
])("finds %s in spans %s, newest first", async (text, spans) => {
  expect(await found(text)).toBe(spans);
});

it("searches what a filter leaves, in its project and range", async () => {
  expect(await found("refund", { ...FILTER, values: { user: ["u2"] } })).toBe("1");
  expect(await found("refund", { ...FILTER, project: "other" })).toBe("");
  expect(await found("refund", { ...FILTER, range: { from: NOON - 3_600_000, to: NOON } })).toBe("0");
});

it("searches one trace alone when asked", async () => {
  const ask = async (traceId: string) =>
    searchPayloads({ filter: FILTER, terms: searchTermsOf("refund"), limit: 50, traceId }, bed.context);
  const { traceId } = sampleRecord();
  expect((await ask(traceId)).hits).toHaveLength(3);
  expect((await ask("d".repeat(32))).hits).toEqual([]);
});

it("tells what the span was, and shows text out of JSON as text", async () => {
  const content = 'the "northern" quay\nis closed';
  await bed.store([
    sampleRecord({
      project: "shop",
      spanId: "9".repeat(16),
      name: "quay call",
      userId: "u9",
      startTime: recordTime(NOON - 5_000),
      input: JSON.stringify([{ role: "user", content }]),
    }),
  ]);
  const question = { filter: FILTER, terms: searchTermsOf("quay"), limit: 5 };
  const { hits } = await searchPayloads(question, bed.context);
  expect(hits).toMatchObject([
    {
      before: 'the "northern" ',
      match: "quay",
      after: "\nis closed",
      span: { name: "quay call", kind: "llm", status: "ok", userId: "u9", isUnpriced: false },
    },
  ]);
  expect(hits[0]?.span?.costNanos).toBeGreaterThan(0);
});

it("shows the text about the first match", async () => {
  const question = { filter: FILTER, terms: searchTermsOf("üben".replace("ü", "Ü")), limit: 5 };
  const { hits } = await searchPayloads(question, bed.context);
  expect(hits).toMatchObject([
    {
      field: "input",
      before: "long ".repeat(16),
      match: "Üben",
      after: ' macht den Meister of 100% "fun"',
      startTime: "2026-01-12T11:59:59.000000Z",
    },
  ]);
});

it("turns pages without repeating or losing a hit", async () => {
  const spans: string[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, "start");
    const question = { filter: FILTER, terms: searchTermsOf("policy"), limit: 1, after };
    const { hits, nextCursor } = await searchPayloads(question, bed.context);
    spans.push(...hits.map(({ spanId }) => spanId.slice(0, 1)));
    cursor = nextCursor;
  } while (cursor !== undefined);
  expect(spans).toEqual(["0", "1", "2"]);
});

/** Messages of a span that came as log records; the index is that of a span without texts of its own. */
function logged(spanId: string, agoMs: number, texts: readonly { input?: string; output?: string }[]) {
  return texts.map((text, index) => ({
    ...{ project: "logs", traceId: TRACE_ID, spanId, ...text },
    timeUnixNano: BigInt(NOON - agoMs + index) * 1_000_000n,
  }));
}

describe("messages that came as log records", () => {
  const DAY = 86_400_000;
  const LOGGED: ListFilter = { ...FILTER, project: "logs" };

  beforeAll(async () => {
    const span = (which: number, agoMs: number, fields: object = {}) =>
      sampleRecord({
        ...{ project: "logs", traceId: TRACE_ID, spanId: String(which).repeat(16) },
        startTime: recordTime(NOON - agoMs),
        ...fields,
      });
    await bed.store([
      span(1, 1_000, { userId: "u1" }),
      span(2, 2_000, { input: "a voucher of its own" }),
      span(3, DAY + 1_000, { userId: "u3" }),
      span(4, 10 * DAY),
      span(5, 10 * DAY + 1),
    ]);
    const messages = new MessageStore(bed.context.engine, bed.context.clock);
    await messages.add([
      ...logged("1".repeat(16), 1_000, [{ input: "Where is my Voucher?" }, { output: "In the drawer." }]),
      ...logged("2".repeat(16), 2_000, [{ output: "the voucher again" }]),
      // The call began in one hour and was logged in the next.
      ...logged("3".repeat(16), DAY - 5_000, [
        { input: "no such thing" },
        { output: "one voucher, one drawer" },
      ]),
      ...logged("4".repeat(16), 10 * DAY, [{ input: "voucher" }]),
      ...logged("5".repeat(16), 10 * DAY, [{ input: "drawer" }]),
      ...logged("9".repeat(16), 1_000, [{ input: "a voucher whose span never came" }]),
    ]);
  });

  it.each([
    ["voucher", "1234"],
    ["voucher drawer", "13"],
    ['"one voucher"', "3"],
    ["nothing", ""],
  ])("are found by %s, each span once, newest first", async (text, spans) => {
    expect(await found(text, LOGGED)).toBe(spans);
  });

  it("are found as the filter of their spans says", async () => {
    expect(await found("voucher", { ...LOGGED, values: { user: ["u3"] } })).toBe("3");
    expect(await found("voucher", { ...LOGGED, range: { from: NOON - 3_600_000, to: NOON } })).toBe("12");
    expect(await found("voucher", { ...LOGGED, project: "shop" })).toBe("");
  });

  it("are shown about the first match, and turn pages without repeating or losing one", async () => {
    const hits: SearchHit[] = [];
    let cursor: string | undefined;
    do {
      const after = cursor === undefined ? undefined : decodeCursor(cursor, "start");
      const question = { filter: LOGGED, terms: searchTermsOf("voucher"), limit: 1, after };
      const page = await searchPayloads(question, bed.context);
      hits.push(...page.hits);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(hits.map(({ spanId }) => spanId.slice(0, 1)).join("")).toBe("1234");
    expect(hits).toMatchObject([
      { field: "input", before: "Where is my ", match: "Voucher", after: "?" },
      { field: "input", before: "a ", match: "voucher", after: " of its own" },
      { field: "output", before: "one ", match: "voucher", after: ", one drawer", span: { userId: "u3" } },
      { field: "input", match: "voucher", startTime: "2026-01-05T12:00:00.000000Z" },
    ]);
  });
});

it("answers with what it has when the time is up, and goes on from there", async () => {
  let now = NOON;
  const clock = { ...bed.context.clock, now: () => (now += 3_000) };
  const question = { filter: FILTER, terms: searchTermsOf("Meister"), limit: 5 };
  const first = await searchPayloads(question, { ...bed.context, clock });
  expect(first.hits).toEqual([]);
  expect(Date.parse(first.searchedFrom)).toBeLessThan(NOON);
  const after = decodeCursor(first.nextCursor ?? "", "start");
  const second = await searchPayloads({ ...question, after }, bed.context);
  expect(second.hits).toHaveLength(1);
  expect(second.nextCursor).toBeUndefined();
});
