import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OpenTelemetryOptions } from "./emission-choice.ts";
import { type MemoryTelemetry, registerMemoryTelemetry } from "./testing/memory-telemetry.ts";
import { ANSWERED, chatStart, watchTelemetry } from "./testing/telemetry-rig.ts";

let telemetry: MemoryTelemetry;
beforeEach(() => {
  telemetry = registerMemoryTelemetry();
});
afterEach(() => telemetry.unregister());

const INPUT = JSON.stringify([{ role: "human", content: "Where is 4711?" }]);

async function oneCall(bridge: OpenTelemetryOptions, kind: "llm" | "tool" = "llm") {
  const { tracker } = watchTelemetry({}, bridge);
  await tracker.start(chatStart("r1", { kind, input: () => INPUT }));
  tracker.end("r1", { ...ANSWERED, output: "On its way" });
  const [span] = telemetry.tracing.spans;
  return { attributes: span?.attributes ?? {}, events: span?.events ?? [] };
}

describe("message content", () => {
  it.each(["new", "old", "both"] as const)(
    "stays in the process unless asked for (%s)",
    async (conventions) => {
      const { attributes, events } = await oneCall({ conventions });
      expect(JSON.stringify({ attributes, events })).not.toMatch(/4711|On its way/);
    },
  );

  it("goes onto the span as messages, by the conventions' schema", async () => {
    const { attributes, events } = await oneCall({ captureContent: true });
    expect(JSON.parse(String(attributes["gen_ai.input.messages"]))).toEqual([
      { role: "user", parts: [{ type: "text", content: "Where is 4711?" }] },
    ]);
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toEqual([
      { role: "assistant", parts: [{ type: "text", content: "On its way" }], finish_reason: "unknown" },
    ]);
    expect(events).toEqual([]);
  });

  it("becomes events of the span by the old conventions", async () => {
    const { attributes, events } = await oneCall({ captureContent: true, conventions: "old" });
    expect(attributes).not.toHaveProperty(["gen_ai.input.messages"]);
    expect(events.map(({ name }) => name)).toEqual(["gen_ai.user.message", "gen_ai.choice"]);
    expect(events[0]?.attributes).toMatchObject({ "gen_ai.system": "openai", role: "user" });
    expect(String(events[1]?.attributes["message"])).toContain("On its way");
  });

  it("of a tool is its arguments and its result", async () => {
    const { attributes } = await oneCall({ captureContent: true }, "tool");
    expect(attributes).toMatchObject({
      "gen_ai.tool.call.arguments": INPUT,
      "gen_ai.tool.call.result": "On its way",
    });
  });
});
