import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { recordTime, sampleRecord } from "@breakwater/core/record/span-record.samples";
import { startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import type { OtlpSpan } from "../ingest/otlp/otlp-span.ts";
import { readTraces } from "../ingest/otlp/read-traces.ts";
import { startServerProcess } from "../testing/server-process.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-own-traces-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const record = () => encodeRecord({ ...sampleRecord(), startTime: recordTime(Date.now()) });

it("tells of its requests and commits in the traces that it is told to send", async () => {
  const spans: OtlpSpan[] = [];
  const headers: unknown[] = [];
  const receiver = await startLoopbackServer(async (request, response) => {
    headers.push(request.headers["x-team"]);
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    spans.push(...readTraces(Buffer.concat(parts), DEFAULT_DECODE_LIMITS).spans);
    response.setHeader("content-type", "application/x-protobuf").end();
  });
  vi.stubEnv("BREAKWATER_TELEMETRY_OTLP_URL", receiver.url);
  vi.stubEnv("BREAKWATER_TELEMETRY_OTLP_HEADERS", '{"x-team":"ops"}');
  const server = await startServerProcess(directory);
  await fetch(`${server.otlpUrl}/v1/spans`, { method: "POST", body: record() });
  await fetch(`${server.uiUrl}/api/v1/totals`);
  await fetch(`${server.uiUrl}/healthz`);
  await server.end("SIGTERM");
  expect(spans.map(({ name }) => name).toSorted()).toEqual([
    "GET /api/v1/totals",
    "POST /v1/spans",
    "commit",
  ]);
  for (const { resource } of spans) expect(resource["service.name"]).toBe("breakwater-server");
  const commit = spans.find(({ name }) => name === "commit");
  expect(commit?.attributes["breakwater.commit.spans"]).toBe(1);
  expect(headers).toContain("ops");
  await receiver.close();
});

it("comes to rest when it watches itself", async () => {
  const server = await startServerProcess(directory, ["--log-level", "debug"]);
  const port = new URL(server.otlpUrl).port;
  await server.end("SIGTERM");
  vi.stubEnv("BREAKWATER_TELEMETRY_OTLP_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("OTEL_BSP_SCHEDULE_DELAY", "50");
  const own = await startServerProcess(directory, ["--otlp-port", port, "--log-level", "debug"]);
  await fetch(`${own.otlpUrl}/v1/spans`, { method: "POST", body: record() });
  const exports = () => own.output.split('"route":"/v1/traces"').length - 1;
  await vi.waitUntil(() => exports() > 0, { timeout: 30_000 });
  const names = await vi.waitUntil(
    async () => {
      const response = await fetch(`${own.uiUrl}/api/v1/spans?service=breakwater-server&from=now-1h`);
      const { spans } = (await response.json()) as { spans: { name: string }[] };
      return spans.length >= 2 && spans.map(({ name }) => name);
    },
    { timeout: 30_000 },
  );
  expect(names).not.toContain("POST /v1/traces");
  expect(names.filter((name) => name === "commit")).toHaveLength(1);
  await own.end("SIGTERM");
});
