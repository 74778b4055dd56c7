import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { createMonitor, type Monitor } from "breakwater";
import { type OpenTelemetryOptions, openTelemetry } from "breakwater/otel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HostSettings, HostTelemetry, StartHostTelemetry } from "./host-telemetry.ts";
import { type OtlpReceiver, startOtlpReceiver } from "./otlp-receiver.ts";

const QUESTION = "What is the secret of order 4711?";
const ANSWER = "It never left the shelf.";
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** What must hold with every line of OpenTelemetry's SDK: real exporters, a real HTTP request, our published package. */
export function describeOtelLine(name: string, start: StartHostTelemetry): void {
  let stub: ProviderStub;
  let collector: OtlpReceiver;
  let directory: string;
  let host: HostTelemetry | undefined;
  beforeEach(async () => {
    stub = await startProviderStub({
      respond: () => ({ text: ANSWER, usage: { inputTokens: 100, outputTokens: 50 } }),
    });
    collector = await startOtlpReceiver();
    directory = mkdtempSync(join(tmpdir(), "otel-line-"));
  });
  afterEach(async () => {
    await host?.shutdown();
    await collector.close();
    await stub.close();
    rmSync(directory, { recursive: true });
  });

  /** Asks the stub once, inside a span of the application, and sends everything to the collector. */
  async function askOnce(
    bridge: OpenTelemetryOptions = {},
    traces: HostSettings["traces"] = "json",
  ): Promise<SpanRecord> {
    host = start({ collectorUrl: collector.url, traces });
    const logFile = join(directory, "journal.jsonl");
    const monitor = createMonitor({
      logFile,
      payloads: "on",
      logLevel: "silent",
      openTelemetry: openTelemetry(bridge),
    });
    await host.inSpan("POST /ask", () => ask(monitor));
    await monitor.close();
    await host.flush();
    return onlyCall(logFile);
  }

  async function ask(monitor: Monitor): Promise<void> {
    const response = await monitor.withContext({ userId: "user_123" }, () =>
      monitor.fetch(`${stub.openAiBaseUrl}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer sk-test" },
        body: JSON.stringify({
          model: "gpt-4o",
          max_tokens: 64,
          messages: [{ role: "user", content: QUESTION }],
        }),
      }),
    );
    await response.text();
  }

  /** The span of a name as JSON brought it. */
  function received(spanName: string) {
    const span = collector.spans.find((one) => one.name === spanName);
    if (!span)
      throw new Error(`no span ${spanName}; came: ${collector.spans.map((one) => one.name).join(", ")}`);
    return span;
  }

  describe(name, () => {
    test("a call is a span inside the application's, and the same one as in the journal", async () => {
      const record = await askOnce();
      const call = received("chat gpt-4o");
      const app = received("POST /ask");
      expect(call).toMatchObject({ traceId: app.traceId, parentSpanId: app.spanId, kind: 3 });
      expect(record).toMatchObject({
        traceId: call.traceId,
        spanId: call.spanId,
        parentSpanId: app.spanId,
        status: "ok",
      });
      expect(call.attributes).toMatchObject({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.request.max_tokens": 64,
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 50,
        "user.id": "user_123",
        "breakwater.status": "ok",
        "breakwater.cost.usd": 0.00075,
      });
    });

    test("the trace goes on to the provider", async () => {
      await askOnce();
      const { traceId, spanId } = received("chat gpt-4o");
      expect(stub.calls.map(({ headers }) => headers["traceparent"])).toEqual([`00-${traceId}-${spanId}-01`]);
    });

    test("metrics come with the recommended buckets, and without users", async () => {
      await askOnce();
      const { metrics } = collector;
      const [duration] = metrics.get("gen_ai.client.inference.duration")?.points ?? [];
      expect(Number(duration?.count)).toBe(1);
      expect(duration?.explicitBounds).toEqual(SECONDS);
      expect(duration?.attributes).toMatchObject({ "gen_ai.request.model": "gpt-4o" });
      const [tokens] = metrics.get("gen_ai.client.inference.operation.input_tokens")?.points ?? [];
      expect(tokens?.explicitBounds?.slice(0, 4)).toEqual([1, 4, 16, 64]);
      const [cost] = metrics.get("breakwater.cost")?.points ?? [];
      expect(cost?.asDouble).toBeCloseTo(0.00075, 9);
      expect(metrics.get("breakwater.cost")?.unit).toBe("{USD}");
      expect(JSON.stringify([...metrics.values()])).not.toContain("user_123");
      expect([...metrics.keys()].filter((metric) => metric.includes("token.usage"))).toEqual([]);
    });

    test("the old names come when they are asked for", async () => {
      await askOnce({ conventions: "old" });
      const { attributes } = received("chat gpt-4o");
      expect(attributes).toMatchObject({ "gen_ai.system": "openai" });
      expect(attributes).not.toHaveProperty(["gen_ai.provider.name"]);
      const names = [...collector.metrics.keys()].filter((metric) => metric.startsWith("gen_ai."));
      expect(names.sort()).toEqual(["gen_ai.client.operation.duration", "gen_ai.client.token.usage"]);
    });

    test("no content leaves the process unless asked for", async () => {
      await askOnce();
      expect(collector.text()).toContain("chat gpt-4o");
      expect(collector.text()).not.toMatch(/4711|never left the shelf/);
    });

    test("content comes when asked for, and never the key", async () => {
      await askOnce({ captureContent: true });
      const { attributes } = received("chat gpt-4o");
      expect(JSON.parse(String(attributes["gen_ai.input.messages"]))).toEqual([
        { role: "user", parts: [{ type: "text", content: QUESTION }] },
      ]);
      expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([
        { role: "assistant", parts: [{ type: "text", content: ANSWER }] },
      ]);
      expect(collector.text()).not.toContain("sk-test");
    });

    test("content comes as events with the old names", async () => {
      await askOnce({ captureContent: true, conventions: "old" });
      expect(received("chat gpt-4o").events?.map((event) => event.name)).toEqual([
        "gen_ai.user.message",
        "gen_ai.choice",
      ]);
    });

    test("protobuf carries the same", async () => {
      const record = await askOnce({}, "protobuf");
      const call = collector.protobufSpans.find((span) => span.name === "chat gpt-4o");
      const { traceId, spanId, parentSpanId } = record;
      expect(call).toEqual({ name: "chat gpt-4o", traceId, spanId, parentSpanId });
    });

    test("a refused call is an error with its reason, and reaches no provider", async () => {
      host = start({ collectorUrl: collector.url, traces: "json" });
      const logLevel = "silent";
      const monitor = createMonitor({ dailyBudgetUsd: 0.000_001, logLevel, openTelemetry: openTelemetry() });
      await ask(monitor);
      await monitor.close();
      await host.flush();
      expect(stub.calls).toEqual([]);
      const { status, attributes } = received("chat gpt-4o");
      expect(status.code).toBe(2);
      expect(attributes).toMatchObject({ "error.type": "budget", "breakwater.budget.name": "daily" });
      const [denials] = collector.metrics.get("breakwater.budget.denials")?.points ?? [];
      expect(Number(denials?.asDouble ?? denials?.asInt)).toBe(1);
    });
  });
}

/** The record of the only model call in a journal. */
function onlyCall(logFile: string): SpanRecord {
  const lines = readFileSync(logFile, "utf8").trim().split("\n");
  const records = lines.map((line): SpanRecord => JSON.parse(line));
  const calls = records.filter(({ kind, status }) => kind === "llm" && status !== "running");
  const [call] = calls;
  if (call === undefined || calls.length > 1) throw new Error(`${calls.length} calls in ${lines.join("\n")}`);
  return call;
}
