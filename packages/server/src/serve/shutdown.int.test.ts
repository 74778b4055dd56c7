import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

let directory: string;
let server: ServerProcess;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-shutdown-"));
  vi.stubEnv("BREAKWATER_SHUTDOWN_DEADLINE", "1s");
  server = await startServerProcess(directory);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  if (server.process.exitCode === null) await server.end("SIGKILL");
  rmSync(directory, { recursive: true });
});

async function stopped(): Promise<unknown> {
  server.process.kill("SIGTERM");
  const [code] = await once(server.process, "exit");
  return code;
}

it("ends although a live tail is being read", async () => {
  const response = await fetch(`${server.uiUrl}/api/v1/tail`);
  expect(response.status).toBe(200);
  const reading = response.text().catch(() => "cut");
  expect(await stopped()).toBe(0);
  expect(server.output).toContain("Stopped");
  await reading;
});

it("cuts a gRPC call that never ends when its time is up, and ends in good order", async () => {
  const session = connect(server.grpcUrl);
  session.on("error", () => {});
  const call = session.request({
    ":method": "POST",
    ":path": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    "content-type": "application/grpc",
    te: "trailers",
  });
  const ended = new Promise((resolve) => call.once("close", resolve));
  call.on("error", () => {});
  // Half a message: its length is told, and the rest never comes.
  call.write(Buffer.from([0, 0, 0, 1, 0, 1]));
  await once(session, "remoteSettings");
  const { grpcUrl } = server;
  expect(grpcUrl).toMatch(/^http/);
  expect(await stopped()).toBe(0);
  expect(server.output).toContain("Stopped");
  await ended;
  session.destroy();
});

it("cuts a request over HTTP whose body never ends", async () => {
  const endless = new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("{")) });
  const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
  const request = fetch(`${server.otlpUrl}/v1/spans`, init).catch(() => "cut");
  await vi.waitUntil(async () => (await fetch(`${server.otlpUrl}/healthz`)).ok, { timeout: 30_000 });
  expect(await stopped()).toBe(0);
  expect(await request).toBe("cut");
});
