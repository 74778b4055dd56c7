import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, test } from "vitest";
import { createMonitor, type SpanRecord } from "../index.ts";

test("the time to the first token is that of the first text, not of the empty piece that opens a stream", async () => {
  const clock = createFakeClock();
  const records: SpanRecord[] = [];
  const monitor = createMonitor(
    { concerns: { log: { onRecord: (record) => records.push(record) } } },
    { clock, random: () => 0 },
  );
  const runId = "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
  const metadata = { ls_provider: "anthropic", ls_model_name: "claude-sonnet-4-5" };
  await monitor.handler.handleChatModelStart({}, [[]], runId, undefined, {}, [], metadata);
  for (const piece of ["", "Hello", " world"]) {
    await clock.advance(100);
    monitor.handler.handleLLMNewToken(piece, {}, runId);
  }
  monitor.handler.handleLLMEnd({ generations: [[{ text: "Hello world" }]] }, runId);
  expect(records).toMatchObject([{ status: "ok", timeToFirstTokenMs: 200, durationMs: 300 }]);
  await monitor.close();
});
