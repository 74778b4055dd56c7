import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DOLLAR_A_CALL } from "../testing/watched-calls.ts";
import { durationMsOf } from "./testing/memory-spans.ts";
import { type MemoryTelemetry, registerMemoryTelemetry } from "./testing/memory-telemetry.ts";
import { ANSWERED, chatStart, watchTelemetry } from "./testing/telemetry-rig.ts";

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = registerMemoryTelemetry();
});
afterEach(() => telemetry.unregister());

describe("a span of a model call", () => {
  it("has the names of the new conventions, and our own for the rest", async () => {
    const { tracker, clock } = watchTelemetry({ service: "shop" });
    const context = {
      userId: "u1",
      sessionId: "s1",
      queryType: "faq",
      tags: ["a"],
      metadata: { plan: "pro" },
    };
    void tracker.start(chatStart("r1", { context, attempt: 2 }));
    await clock.advance(40);
    tracker.token("r1", { text: "Hel" });
    await clock.advance(60);
    tracker.end("r1", ANSWERED);
    const span = telemetry.tracing.named("chat gpt-4o");
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.ends).toBe(1);
    expect(durationMsOf(span)).toBeCloseTo(100, 2);
    expect(span.startAttributes).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4o",
      "server.address": "api.openai.com",
      "server.port": 443,
    });
    expect(span.attributes).toEqual({
      ...span.startAttributes,
      "gen_ai.request.max_tokens": 64,
      "gen_ai.request.temperature": 0.5,
      "gen_ai.request.stop_sequences": ["END"],
      "gen_ai.request.stream": true,
      "gen_ai.response.model": "gpt-4o-2024-08-06",
      "gen_ai.response.time_to_first_chunk": 0.04,
      "gen_ai.conversation.id": "s1",
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 50,
      "gen_ai.usage.cache_read.input_tokens": 40,
      "gen_ai.usage.cache_write.input_tokens": 10,
      "gen_ai.usage.reasoning.output_tokens": 20,
      "openai.response.service_tier": "default",
      "user.id": "u1",
      "breakwater.status": "ok",
      "breakwater.kind": "llm",
      "breakwater.name": "ChatOpenAI",
      "breakwater.environment": "production",
      "breakwater.cost.usd": 0.0015,
      "breakwater.cost.source": "priced",
      "breakwater.usage.source": "reported",
      "breakwater.service_tier": "default",
      "breakwater.query_type": "faq",
      "breakwater.tags": ["a"],
      "breakwater.metadata.plan": "pro",
      "breakwater.attempt": 2,
    });
  });

  it("has the names of the old conventions when asked for, and both when asked for both", () => {
    for (const conventions of ["old", "both"] as const) {
      const { tracker } = watchTelemetry({}, { conventions });
      const azure = { provider: "azure.ai.openai", requestModel: conventions, request: {} };
      void tracker.start(chatStart(conventions, { call: azure }));
      tracker.end(conventions, ANSWERED);
    }
    const old = telemetry.tracing.named("chat old").attributes;
    expect(old).toMatchObject({
      "gen_ai.system": "az.ai.openai",
      "gen_ai.usage.cache_creation.input_tokens": 10,
      "gen_ai.openai.response.service_tier": "default",
    });
    const newNames = ["gen_ai.provider.name", "gen_ai.usage.cache_write.input_tokens"];
    for (const name of newNames) expect(old).not.toHaveProperty([name]);
    const both = telemetry.tracing.named("chat both").attributes;
    expect(both).toMatchObject({
      "gen_ai.system": "az.ai.openai",
      "gen_ai.provider.name": "azure.ai.openai",
    });
    for (const name of newNames) expect(both).toHaveProperty([name]);
  });

  it("says why it failed, without secrets", () => {
    const { tracker } = watchTelemetry();
    void tracker.start(chatStart("r1"));
    tracker.fail(
      "r1",
      Object.assign(new Error("bad key sk-proj-abcdefghijklmnopqrstuvwxyz012345"), { status: 401 }),
    );
    const { status, attributes } = telemetry.tracing.named("chat gpt-4o");
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(status.message).toContain("bad key");
    expect(status.message).not.toContain("sk-proj-abcdef");
    expect(attributes).toMatchObject({ "error.type": "auth", "breakwater.error.code": "401" });
  });

  it("says which budget refused it", async () => {
    const { tracker } = watchTelemetry({ ...DOLLAR_A_CALL, dailyBudgetUsd: 0.5 });
    await expect(async () => tracker.start(chatStart("r1"))).rejects.toThrow(/daily/);
    const { status, attributes, ends } = telemetry.tracing.named("chat gpt-4o");
    expect([status.code, ends]).toEqual([SpanStatusCode.ERROR, 1]);
    expect(attributes).toMatchObject({
      "error.type": "budget",
      "breakwater.status": "blocked",
      "breakwater.budget.name": "daily",
      "breakwater.budget.reason": "limit",
      "breakwater.budget.limit_usd": 0.5,
      "breakwater.budget.requested_usd": 1,
    });
  });

  it("is no error when it was cancelled, and its generation was cut", () => {
    const { tracker } = watchTelemetry();
    void tracker.start(chatStart("r1"));
    tracker.token("r1", { text: "Hel" });
    tracker.fail("r1", new DOMException("This operation was aborted", "AbortError"));
    const { status, attributes } = telemetry.tracing.named("chat gpt-4o");
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes).toMatchObject({
      "breakwater.status": "cancelled",
      "gen_ai.response.finish_reasons": ["error"],
      "breakwater.usage.source": "estimated",
    });
    expect(attributes).not.toHaveProperty(["error.type"]);
  });

  it("says when the price is unknown, and names no amount", () => {
    const { tracker } = watchTelemetry();
    void tracker.start(chatStart("r1"));
    tracker.end("r1", { ...ANSWERED, cost: { source: "unpriced", reason: "unknown_model" } });
    const { attributes } = telemetry.tracing.named("chat gpt-4o");
    expect(attributes).toMatchObject({ "breakwater.cost.unpriced_reason": "unknown_model" });
    expect(attributes).not.toHaveProperty(["breakwater.cost.usd"]);
    expect(telemetry.measuring.of("breakwater.unpriced_calls")).toHaveLength(1);
    expect(telemetry.measuring.of("breakwater.cost")).toEqual([]);
  });
});

describe("spans of other steps", () => {
  it.each([
    { kind: "tool", named: "execute_tool search", attribute: { "gen_ai.tool.name": "search" } },
    { kind: "agent", named: "invoke_agent search", attribute: { "gen_ai.agent.name": "search" } },
    { kind: "retriever", named: "retrieval search", attribute: { "gen_ai.operation.name": "retrieval" } },
    { kind: "chain", named: "search", attribute: { "breakwater.kind": "chain" } },
  ] as const)("are named $named and stay inside", ({ kind, named, attribute }) => {
    const { tracker } = watchTelemetry();
    void tracker.start({ id: "r1", kind, name: "search", context: {} });
    tracker.end("r1", { status: "ok" });
    const span = telemetry.tracing.named(named);
    expect(span.kind).toBe(SpanKind.INTERNAL);
    expect(span.attributes).toMatchObject(attribute);
    expect(telemetry.measuring.taken).toEqual([]);
  });

  it("tell completions and embeddings from chats", () => {
    const { tracker } = watchTelemetry();
    void tracker.start(
      chatStart("r1", { call: { requestModel: "gpt-3.5-turbo-instruct", request: { prompts: ["a"] } } }),
    );
    void tracker.start(chatStart("r2", { kind: "embedding", call: { request: {} } }));
    expect(telemetry.tracing.spans.map(({ name }) => name)).toEqual([
      "text_completion gpt-3.5-turbo-instruct",
      "embeddings",
    ]);
  });
});

describe("the place of a run", () => {
  it("is that of its span, below its parent run, below the host's span", () => {
    const { tracker, records } = watchTelemetry();
    telemetry.inHostSpan("GET /ask", () => {
      void tracker.start({ id: "c1", kind: "chain", name: "rag", context: {} });
    });
    void tracker.start(chatStart("r1", { parentId: "c1" }));
    tracker.end("r1", ANSWERED);
    tracker.end("c1", { status: "ok" });
    const host = telemetry.tracing.named("GET /ask").spanContext;
    const [llm, chain] = records;
    const chainSpan = telemetry.tracing.named("rag").spanContext;
    const llmSpan = telemetry.tracing.named("chat gpt-4o");
    expect(chain).toMatchObject({
      traceId: host.traceId,
      spanId: chainSpan.spanId,
      parentSpanId: host.spanId,
    });
    expect(llm).toMatchObject({
      traceId: host.traceId,
      spanId: llmSpan.spanContext.spanId,
      parentSpanId: chainSpan.spanId,
    });
    expect(llmSpan.parentSpanId).toBe(chainSpan.spanId);
  });

  it("is that of a span that the sampler dropped, too", () => {
    const { tracker, only, spans } = watchTelemetry();
    telemetry.tracing.isSampled = false;
    void tracker.start(chatStart("r1"));
    expect(spans?.headers?.("r1")["traceparent"]).toMatch(/-00$/);
    tracker.end("r1", ANSWERED);
    expect(only()).toMatchObject({ traceId: "1".padStart(32, "a"), spanId: "1".padStart(16, "b") });
    expect(telemetry.measuring.of("breakwater.cost")).toHaveLength(1);
  });

  it("is our own without OpenTelemetry, also inside a context that has a span", () => {
    const { tracker, only, spans } = watchTelemetry();
    telemetry.inHostSpan("GET /ask", () => {
      telemetry.unregister();
      void tracker.start(chatStart("0199abcd-1234-7000-8000-00007fffffff"));
    });
    expect(spans?.headers?.("0199abcd-1234-7000-8000-00007fffffff")).toEqual({});
    tracker.end("0199abcd-1234-7000-8000-00007fffffff", ANSWERED);
    expect(only()).toMatchObject({ traceId: "0199abcd12347000800000007fffffff", spanId: "800000007fffffff" });
    expect(telemetry.measuring.taken).toEqual([]);
  });
});
