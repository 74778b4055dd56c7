import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MessageSink } from "../../ingest/message-sink.ts";
import type { OtlpLog } from "../../ingest/otlp/otlp-log.ts";
import { MessageStore } from "../../storage/message-store.ts";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { WatchedEngine } from "../../testing/watched-engine.ts";
import { queryLoggedPayload, queryLoggedPayloads } from "./logged-payload.ts";
import { queryPayload, queryTrace } from "./trace.ts";
import { withPayloads } from "./trace-payloads.ts";

let bed: QueryBed;
let sink: MessageSink;
beforeAll(async () => {
  bed = await openQueryBed();
  const store = new MessageStore(bed.context.engine, createFakeClock());
  sink = new MessageSink(store, () => ({ maxPayloadLength: 1_000, redactPatterns: [/\bORD-\d+/g] }));
});
afterAll(() => bed.close());

const TRACE = "a".repeat(32);

function log(spanId: string, at: bigint, eventName: string, body: OtlpLog["body"]): OtlpLog {
  return {
    traceId: TRACE,
    spanId,
    timeUnixNano: 1_768_478_400_000_000_000n + at,
    eventName,
    severity: 9,
    body,
    attributes: {},
    resource: {},
    scopeName: "s",
    scopeVersion: "1",
  };
}

function conversation(spanId: string): OtlpLog[] {
  return [
    log(spanId, 1n, "gen_ai.system.message", { content: "be brief" }),
    log(spanId, 2n, "gen_ai.user.message", { content: "where is ORD-17?" }),
    log(spanId, 3n, "gen_ai.choice", { index: 0, message: { role: "assistant", content: "here" } }),
  ];
}

const EXPECTED = {
  input: '[{"role":"system","content":"be brief"},{"role":"user","content":"where is [redacted]?"}]',
  output: '[{"role":"assistant","content":"here"}]',
};

it("puts the messages of a call together, in whatever order and requests they come, and however often", async () => {
  let spans = 0;
  const orders = fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(orders, fc.boolean(), async (order, isAtOnce) => {
      spans += 1;
      const spanId = spans.toString(16).padStart(16, "0");
      const logs = order.flatMap((which) => conversation(spanId)[which] ?? []);
      if (isAtOnce) await sink.take(logs, "shop");
      else await Promise.all(logs.map((one) => sink.take([one], "shop")));
      expect(await queryLoggedPayload({ project: "shop", traceId: TRACE, spanId }, bed.context)).toEqual(
        EXPECTED,
      );
    }),
    { numRuns: 20 },
  );
});

it("reads the one event of today's conventions, and leaves other logs alone", async () => {
  const spanId = "f".repeat(16);
  const details = {
    ...log(spanId, 0n, "gen_ai.client.inference.operation.details", null),
    attributes: {
      "gen_ai.input.messages": '[{"role":"user"}]',
      "gen_ai.output.messages": [{ role: "assistant" }],
    },
  };
  await sink.take([details, log(spanId, 1n, "", "a line of text")], "shop");
  const address = { project: "shop", traceId: TRACE, spanId };
  expect(await queryLoggedPayload(address, bed.context)).toEqual({
    input: '[{"role":"user"}]',
    output: '[{"role":"assistant"}]',
  });
  expect(await queryLoggedPayload({ ...address, project: "other" }, bed.context)).toEqual({});
});

it("shows them with their span, beside what the span brought itself", async () => {
  const spanId = "e".repeat(16);
  await bed.store([
    sampleRecord({ project: "shop", traceId: TRACE, spanId, output: "the span's own answer" }),
  ]);
  await sink.take(conversation(spanId), "shop");
  const payload = await queryPayload({ project: "shop", traceId: TRACE, spanId }, bed.context);
  expect(payload).toEqual({ input: EXPECTED.input, output: "the span's own answer" });
  const bare = "d".repeat(16);
  await bed.store([sampleRecord({ project: "shop", traceId: TRACE, spanId: bare })]);
  await sink.take(conversation(bare), "shop");
  const trace = await queryTrace({ project: "shop", traceId: TRACE }, bed.context);
  expect(trace.spans.map(({ hasPayload }) => hasPayload)).toEqual([true, true]);
  const told = await withPayloads(trace, { project: "shop", traceId: TRACE }, bed.context);
  expect(told.spans.map(({ spanId, input, output }) => ({ spanId, input, output }))).toEqual([
    { spanId: bare, ...EXPECTED },
    { spanId, ...payload },
  ]);
});

/** A trace of spans that have no payload of their own, its payloads, and how many questions those took. */
async function toldTrace(traceId: string) {
  const address = { project: "shop", traceId };
  const trace = await queryTrace(address, bed.context);
  const engine = new WatchedEngine(bed.context.engine);
  const told = await withPayloads(trace, address, { ...bed.context, engine });
  return { told, questions: engine.statements.length };
}

const spanIdOf = (which: number) => which.toString(16).padStart(16, "0");

it("asks once for the messages of all spans of a trace, however many they are", async () => {
  const traceId = "c".repeat(32);
  const spanIds = Array.from({ length: 40 }, (_, which) => spanIdOf(which + 1));
  await bed.store(spanIds.map((spanId) => sampleRecord({ project: "shop", traceId, spanId })));
  await sink.take(
    spanIds.flatMap((spanId) => conversation(spanId).map((one) => ({ ...one, traceId }))),
    "shop",
  );
  const { told, questions } = await toldTrace(traceId);
  expect(told.spans.map(({ input, output }) => ({ input, output }))).toEqual(spanIds.map(() => EXPECTED));
  expect(told.arePayloadsCut).toBe(false);
  // One for what the spans brought themselves, one for what came apart from them.
  expect(questions).toBe(2);
});

it("does not ask for messages when no span lacks any", async () => {
  const traceId = "b".repeat(32);
  await bed.store([
    sampleRecord({ project: "shop", traceId, spanId: spanIdOf(1), input: "asked", output: "answered" }),
    sampleRecord({ project: "shop", traceId, spanId: spanIdOf(2) }),
  ]);
  const { told, questions } = await toldTrace(traceId);
  expect(told.spans[0]).toMatchObject({ input: "asked", output: "answered" });
  expect(questions).toBe(1);
});

it("leaves out whole spans when there is more than was asked for, those logged last", async () => {
  const traceId = "9".repeat(32);
  const logs = [1, 2, 3].map((which) => ({
    ...log(spanIdOf(which), BigInt(which), "gen_ai.user.message", { content: "x".repeat(100) }),
    traceId,
  }));
  await sink.take(logs.toReversed(), "shop");
  const address = { project: "shop", traceId };
  const some = await queryLoggedPayloads(address, 350, bed.context);
  expect([[...some.bySpan.keys()].sort(), some.isCut]).toEqual([[spanIdOf(1), spanIdOf(2)], true]);
  const all = await queryLoggedPayloads(address, 1_000, bed.context);
  expect([all.bySpan.size, all.isCut]).toEqual([3, false]);
});
