import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { describe, expect, it } from "vitest";
import type { AnsweredRequest } from "./answered-request.ts";
import { BoundedLabels } from "./bounded-labels.ts";
import { observeCalls } from "./observe-calls.ts";
import { OWN_TRACES_HEADER } from "./own-names.ts";
import { prettyLine } from "./server-log.ts";
import { ServerMetrics } from "./server-metrics.ts";

const incoming = (record: Parameters<typeof sampleRecord>[0]) => ({
  record: sampleRecord(record),
  protocol: "otlp",
  dialect: "genai",
});

describe("the server's numbers about itself", () => {
  it("count spans by protocol and dialect, duplicates, and failed commits", async () => {
    const metrics = new ServerMetrics();
    const store = metrics.measured({ commit: async () => ({ stored: 1, duplicates: 2 }) });
    await store.commit([incoming({}), incoming({}), incoming({})]);
    const failing = metrics.measured({ commit: () => Promise.reject(new Error("full")) });
    await expect(failing.commit([incoming({})])).rejects.toThrow("full");
    const text = await metrics.text();
    expect(text).toContain('breakwater_ingest_spans_total{protocol="otlp",dialect="genai"} 3');
    expect(text).toContain("breakwater_ingest_duplicates_total 2");
    expect(text).toContain("breakwater_commit_failures_total 1");
    expect(text).toContain("breakwater_commit_seconds_count 2");
    metrics.noteRequest({ route: "/v1/traces", method: "POST", status: 429, seconds: 0.1 });
    expect(await metrics.ingestCounts()).toMatchObject({
      ...{ spans: 3, duplicates: 2, expired: 0, commits: 2, failedCommits: 1 },
      rejected: [{ status: 429, requests: 1 }],
    });
  });

  it("count calls by model, the hundredth model and all later ones as one", async () => {
    const metrics = new ServerMetrics();
    for (let index = 0; index < 150; index += 1) {
      metrics.noteStored([
        incoming({ kind: "llm", provider: "p", requestModel: `m-${index}`, status: "ok" }),
      ]);
    }
    metrics.noteStored([incoming({ kind: "llm", provider: "p", requestModel: "late", status: "running" })]);
    metrics.noteStored([incoming({ kind: "chain", requestModel: "none" })]);
    const lines = (await metrics.text())
      .split("\n")
      .filter((line) => line.startsWith("breakwater_llm_calls"));
    expect(lines).toHaveLength(101);
    expect(lines).toContain('breakwater_llm_calls_total{provider="p",model="other",status="ok"} 50');
  });

  it("count what was not kept and what is not used, by reason and dialect", async () => {
    const metrics = new ServerMetrics();
    const { ingestObserver } = metrics;
    ingestObserver.onReceipt("traces", { accepted: 3, rejected: { invalid_id: 2 }, cut: { text_cut: 4 } });
    ingestObserver.onReceipt("records", { accepted: 3, rejected: { malformed: 1 } });
    ingestObserver.onUnused({ signal: "metrics", dialect: "genai", count: 7 });
    const text = await metrics.text();
    expect(text).toContain('breakwater_ingest_dropped_total{signal="traces",reason="invalid_id"} 2');
    expect(text).toContain('breakwater_ingest_dropped_total{signal="traces",reason="text_cut"} 4');
    expect(text).toContain('breakwater_ingest_dropped_total{signal="records",reason="malformed"} 1');
    expect(text).toContain('breakwater_ingest_unused_total{signal="metrics",dialect="genai"} 7');
  });

  it("count calls over gRPC as requests, and those that were refused", async () => {
    const metrics = new ServerMetrics();
    const told: object[] = [];
    const log = Object.assign({ debug: (line: object) => told.push(line) });
    const traced: AnsweredRequest[] = [];
    const ownTraces = Object.assign({ onRequest: (request: AnsweredRequest) => traced.push(request) });
    const observe = observeCalls({ metrics, log, clock: createFakeClock(), ownTraces });
    const method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    observe()({ method, status: 200, headerOf: () => undefined });
    observe()({ method, status: 503, headerOf: (name) => (name === OWN_TRACES_HEADER ? "1" : undefined) });
    const text = await metrics.text();
    expect(text).toContain(
      `breakwater_http_request_seconds_count{route="${method}",method="GRPC",status="200"} 1`,
    );
    expect(text).toContain('breakwater_ingest_rejected_requests_total{status="503"} 1');
    expect(traced).toEqual([{ route: method, method: "GRPC", status: 200, seconds: 0 }]);
    expect(told).toHaveLength(2);
  });

  it("leave out what cannot be looked up", async () => {
    const metrics = new ServerMetrics();
    metrics.watch("breakwater_test", "A test.", () => Promise.reject(new Error("gone")));
    expect(await metrics.text()).toContain("# TYPE breakwater_test gauge");
  });
});

it("keeps the labels that came first", () => {
  const labels = new BoundedLabels(2);
  expect(["a", "b", "c", "a", undefined, ""].map((value) => labels.labelOf(value))).toEqual([
    "a",
    "b",
    "other",
    "a",
    "unknown",
    "unknown",
  ]);
});

it("writes a line for people on a terminal", () => {
  const line = JSON.stringify({
    level: "info",
    time: "2026-11-24T12:00:01.000Z",
    route: "/v1/x",
    why: "a b",
    msg: "Hi",
  });
  expect(prettyLine(line)).toContain('Hi route=/v1/x why="a b"\n');
});
