// Our own SDK, which tells every call twice: as records to the server, and as spans of the application's OpenTelemetry.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMonitor } from "breakwater";
import { openTelemetry } from "breakwater/otel";
import OpenAI from "openai";
import { makeOpenAiCalls } from "./openai-calls.ts";
import { programSettings, startTracing } from "./program-settings.ts";
import { CALLER } from "./scripted-calls.ts";

const settings = programSettings();
const provider = startTracing(settings);
const logFile = join(tmpdir(), `own-sdk-${process.pid}.jsonl`);
const monitor = createMonitor({
  logFile,
  openTelemetry: openTelemetry(),
  server: { url: settings.serverUrl },
  logLevel: "silent",
});
const client = new OpenAI({
  apiKey: "none",
  baseURL: settings.openAiBaseUrl,
  maxRetries: 0,
  fetch: monitor.fetch,
});
await monitor.withContext({ userId: CALLER.userId, sessionId: CALLER.sessionId }, () =>
  makeOpenAiCalls(client),
);
await provider.shutdown();
await monitor.close();
rmSync(logFile);
