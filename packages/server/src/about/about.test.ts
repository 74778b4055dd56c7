import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { describe, expect, it } from "vitest";
import { BoundedLabels } from "./bounded-labels.ts";
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
