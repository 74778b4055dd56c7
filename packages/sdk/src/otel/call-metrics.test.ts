import { metrics } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DOLLAR_A_CALL } from "../testing/watched-calls.ts";
import { SECONDS_BUCKETS, TOKEN_BUCKETS } from "./conventions.ts";
import { MemoryMeasurements } from "./testing/memory-measurements.ts";
import { type MemoryTelemetry, registerMemoryTelemetry } from "./testing/memory-telemetry.ts";
import { ANSWERED, chatStart, watchTelemetry } from "./testing/telemetry-rig.ts";

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = registerMemoryTelemetry();
});
afterEach(() => telemetry.unregister());

/** One streamed call from start to end: 40 ms to the first token, 100 ms in all. */
async function oneCall(...watching: Parameters<typeof watchTelemetry>) {
  const { tracker, clock } = watchTelemetry(...watching);
  await tracker.start(chatStart("r1", { context: { userId: "u1", queryType: "faq" } }));
  await clock.advance(40);
  tracker.token("r1", { text: "Hel" });
  await clock.advance(60);
  tracker.end("r1", ANSWERED);
}

const CALL = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4o",
  "gen_ai.response.model": "gpt-4o-2024-08-06",
  "server.address": "api.openai.com",
  "server.port": 443,
};
const values = (metric: string) => telemetry.measuring.of(metric).map(({ value }) => value);

describe("metrics of a model call", () => {
  it("have the names of the new conventions, the recommended buckets, and no user", async () => {
    await oneCall();
    expect(telemetry.measuring.metrics()).toEqual([
      "breakwater.cost",
      "gen_ai.client.inference.duration",
      "gen_ai.client.inference.operation.input_tokens",
      "gen_ai.client.inference.operation.output_tokens",
      "gen_ai.client.inference.time_to_first_chunk",
      "gen_ai.client.inference.usage.cache_read.input_tokens",
      "gen_ai.client.inference.usage.cache_write.input_tokens",
      "gen_ai.client.inference.usage.input_tokens",
      "gen_ai.client.inference.usage.output_tokens",
      "gen_ai.client.inference.usage.reasoning.output_tokens",
    ]);
    expect(telemetry.measuring.of("gen_ai.client.inference.duration")).toEqual([
      { metric: "gen_ai.client.inference.duration", value: 0.1, attributes: CALL },
    ]);
    expect(telemetry.measuring.of("breakwater.cost")).toMatchObject([{ value: 0.0015, attributes: CALL }]);
    expect(telemetry.measuring.of("gen_ai.client.inference.usage.input_tokens")).toMatchObject([
      { value: 100, attributes: { ...CALL, "gen_ai.token.modality": "unknown" } },
    ]);
    expect(values("gen_ai.client.inference.operation.output_tokens")).toEqual([50]);
    expect(values("gen_ai.client.inference.time_to_first_chunk")).toEqual([0.04]);
    const { instruments } = telemetry.measuring;
    expect(instruments.get("gen_ai.client.inference.duration")).toMatchObject({
      unit: "s",
      advice: { explicitBucketBoundaries: SECONDS_BUCKETS },
    });
    expect(instruments.get("gen_ai.client.inference.operation.input_tokens")).toMatchObject({
      unit: "{token}",
      advice: { explicitBucketBoundaries: TOKEN_BUCKETS },
    });
    expect(instruments.get("breakwater.cost")).toMatchObject({ unit: "{USD}" });
  });

  it("have the old names when those are asked for", async () => {
    await oneCall({}, { conventions: "old" });
    expect(telemetry.measuring.metrics()).toEqual([
      "breakwater.cost",
      "gen_ai.client.operation.duration",
      "gen_ai.client.operation.time_to_first_chunk",
      "gen_ai.client.token.usage",
    ]);
    const { "gen_ai.provider.name": system, ...rest } = CALL;
    expect(telemetry.measuring.of("gen_ai.client.token.usage")).toMatchObject([
      { value: 100, attributes: { ...rest, "gen_ai.system": system, "gen_ai.token.type": "input" } },
      { value: 50, attributes: { ...rest, "gen_ai.system": system, "gen_ai.token.type": "output" } },
    ]);
  });

  it("have both when both are asked for, each duration once a name", async () => {
    await oneCall({}, { conventions: "both" });
    expect(values("gen_ai.client.inference.duration")).toEqual([0.1]);
    expect(values("gen_ai.client.operation.duration")).toEqual([0.1]);
    expect(values("gen_ai.client.token.usage")).toEqual([100, 50]);
    expect(values("breakwater.cost")).toEqual([0.0015]);
  });

  it("are split further when asked for", async () => {
    await oneCall({}, { metricDimensions: ["userId", "queryType"] });
    expect(telemetry.measuring.of("breakwater.cost")[0]?.attributes).toEqual({
      ...CALL,
      "user.id": "u1",
      "breakwater.query_type": "faq",
    });
  });

  it("tell audio from the rest", async () => {
    const { tracker } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    const usage = { inputTokens: 100, outputTokens: 50, inputAudioTokens: 30, outputAudioTokens: 50 };
    tracker.end("r1", { ...ANSWERED, usage });
    const split = (metric: string) =>
      telemetry.measuring
        .of(metric)
        .map(({ value, attributes }) => [attributes["gen_ai.token.modality"], value]);
    expect(split("gen_ai.client.inference.usage.input_tokens")).toEqual([
      ["audio", 30],
      ["unknown", 70],
    ]);
    expect(split("gen_ai.client.inference.usage.output_tokens")).toEqual([["audio", 50]]);
  });
});

describe("metrics of other endings", () => {
  it("an embedding is an operation and no inference", async () => {
    const { tracker } = watchTelemetry();
    await tracker.start(chatStart("r1", { kind: "embedding" }));
    tracker.end("r1", ANSWERED);
    expect(values("gen_ai.client.inference.duration")).toEqual([]);
    expect(telemetry.measuring.of("gen_ai.client.operation.duration")).toMatchObject([
      { attributes: { "gen_ai.operation.name": "embeddings" } },
    ]);
  });

  it("a failed call counts 0 tokens and says what kind of failure it was", async () => {
    const { tracker } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    tracker.fail("r1", Object.assign(new Error("slow down"), { status: 429 }));
    const failed = { "error.type": "rate_limit" };
    expect(telemetry.measuring.of("gen_ai.client.inference.duration")).toMatchObject([
      { attributes: failed },
    ]);
    expect(telemetry.measuring.of("gen_ai.client.inference.usage.input_tokens")).toMatchObject([
      { value: 0, attributes: failed },
    ]);
    expect(values("gen_ai.client.inference.operation.input_tokens")).toEqual([]);
  });

  it("a refused call is one denial and nothing else", async () => {
    const { tracker } = watchTelemetry({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    await expect(async () => tracker.start(chatStart("r1"))).rejects.toThrow(/daily/);
    expect(telemetry.measuring.taken).toMatchObject([
      {
        metric: "breakwater.budget.denials",
        value: 1,
        attributes: { "breakwater.budget.name": "daily", "breakwater.budget.reason": "limit" },
      },
    ]);
  });

  it("a call that a cache answered was no inference", async () => {
    const { tracker } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    const cost = { ...ANSWERED.cost, totalNanos: 0, inputNanos: 0, outputNanos: 0 };
    tracker.end("r1", { ...ANSWERED, cached: true, cost });
    expect(telemetry.measuring.taken).toEqual([]);
  });

  it("a call given up for lost has a cost and no duration, and its late end counts nothing twice", async () => {
    const { tracker, clock, corrections } = watchTelemetry({ ...DOLLAR_A_CALL, abandonAfterMs: 1_000 });
    await tracker.start(chatStart("r1"));
    await clock.advance(2_000);
    tracker.sweep();
    expect(values("gen_ai.client.inference.duration")).toEqual([]);
    expect(values("breakwater.cost")).toEqual([1]);
    const [{ ends, attributes } = { ends: 0, attributes: {} }] = telemetry.tracing.spans;
    expect(ends).toBe(1);
    expect(attributes).toMatchObject({ "error.type": "abandoned", "breakwater.status": "abandoned" });
    const before = telemetry.measuring.taken.length;
    tracker.end("r1", ANSWERED);
    expect(corrections).toHaveLength(1);
    expect(telemetry.measuring.taken).toHaveLength(before);
    expect(telemetry.tracing.spans.map((span) => span.ends)).toEqual([1]);
  });
});

describe("the meter provider", () => {
  it("may come after the monitor, and change", async () => {
    telemetry.unregister();
    const { tracker } = watchTelemetry();
    await tracker.start(chatStart("r1"));
    tracker.end("r1", ANSWERED);
    telemetry = registerMemoryTelemetry();
    await tracker.start(chatStart("r2"));
    tracker.end("r2", ANSWERED);
    expect(values("breakwater.cost")).toEqual([0.0015]);
    const other = new MemoryMeasurements();
    metrics.disable();
    metrics.setGlobalMeterProvider(other);
    await tracker.start(chatStart("r3"));
    tracker.end("r3", ANSWERED);
    expect(values("breakwater.cost")).toEqual([0.0015]);
    expect(other.of("breakwater.cost")).toHaveLength(1);
  });
});
