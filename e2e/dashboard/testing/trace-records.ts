import { isoMicros } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { buildRecord, type RecordOverrides } from "@breakwater/testkit/record-builder";
import { ATTACKS } from "./shop-records.ts";

const MINUTE_MS = 60_000;

/** Where the run of the agent is found. */
export const AGENT_TRACE = "a9".repeat(16);

/** A prompt as people write them for Claude: tags, lists, a table, an address, JSON. */
export const TAGGED_PROMPT = `You answer questions about ships.
Use the context only.

<context id="c1">
  <doc>The harbour opens at 8 &amp; closes at 9.</doc>
  <!-- reviewed by legal -->
</context>

| port | depth |
| ---- | ----- |
| north | 14 |

31. Read [the manual](https://docs.example/manual "Manual").
72. Answer in one line.`;

/** Where the trace of thirty levels is found. */
export const DEEP_TRACE = "de".repeat(16);

/** A trace in which every step calls one step more, thirty levels deep. */
export function deepTrace(now: number): readonly SpanRecord[] {
  const idOf = (level: number) => (0xde_000 + level).toString(16).padStart(16, "0");
  return Array.from({ length: 30 }, (_, level) =>
    buildRecord({
      traceId: DEEP_TRACE,
      spanId: idOf(level),
      ...(level > 0 && { parentSpanId: idOf(level - 1) }),
      kind: "chain",
      name: `level ${level}`,
      userId: "diver",
      startTime: isoMicros(now - 40 * MINUTE_MS + level * 10),
      durationMs: 1_000 - level * 20,
    }),
  );
}

/** Where the refused call is found. */
export const REFUSED_TRACE = "5e".repeat(16);

/** The trace of {@link orphanTrace}. */
export const ORPHAN_TRACE = "0f".repeat(16);

/** A call that a budget refused, and nothing else. */
export function refusedTrace(now: number): readonly SpanRecord[] {
  return [
    buildRecord({
      traceId: REFUSED_TRACE,
      name: "refused call",
      userId: "stranger",
      status: "blocked",
      startTime: isoMicros(now - 25 * MINUTE_MS),
    }),
  ];
}

/** A call whose parent never comes. */
export function orphanTrace(now: number): readonly SpanRecord[] {
  const place = { traceId: ORPHAN_TRACE, parentSpanId: "9".repeat(16) };
  return [buildRecord({ ...place, name: "orphaned call", startTime: isoMicros(now - 25 * MINUTE_MS) })];
}

/** A call at a price that nobody knows, and nothing else. */
export function unpricedTrace(now: number): readonly SpanRecord[] {
  return [
    buildRecord({
      name: "lone house call",
      userId: "stowaway",
      sessionId: "hold",
      requestModel: "house-1",
      responseModel: undefined,
      cost: { source: "unpriced", reason: "unknown_model" },
      startTime: isoMicros(now - 20 * MINUTE_MS),
    }),
  ];
}

/** An agent's run: a plan, a tool, two calls of which one has no known price, and a hostile prompt. */
export function agentTrace(now: number): readonly SpanRecord[] {
  const idOf = (place: number) => (0xa9_000 + place).toString(16).padStart(16, "0");
  const step = (place: number, parent: number, overrides: RecordOverrides) =>
    buildRecord({
      traceId: AGENT_TRACE,
      spanId: idOf(place),
      ...(place > 0 && { parentSpanId: idOf(parent) }),
      userId: "captain",
      sessionId: "voyage",
      durationMs: 1_000,
      ...overrides,
      startTime: isoMicros(now - 30 * MINUTE_MS + place * 1_000),
    });
  return [
    step(0, 0, { kind: "agent", name: "harbour agent", durationMs: 6_000 }),
    step(1, 0, {
      name: "read the manual",
      timeToFirstTokenMs: 400,
      input: JSON.stringify([
        { role: "user", content: TAGGED_PROMPT },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "call_7", function: { name: "look_up", arguments: '{"port":"north"}' } }],
        },
        { role: "tool", tool_call_id: "call_7", content: '{"depth":14,"unit":"fathoms"}' },
      ]),
      output: JSON.stringify({ role: "assistant", content: "It is **14 fathoms** deep." }),
    }),
    step(2, 0, { kind: "tool", name: "look_up" }),
    step(3, 2, {
      name: "ask the house model",
      requestModel: "house-1",
      responseModel: undefined,
      cost: { source: "unpriced", reason: "unknown_model" },
      input: "How deep is the northern port?",
      output: "Fourteen fathoms.",
    }),
    step(4, 0, {
      name: "hostile step",
      input: JSON.stringify([{ role: "user", content: ATTACKS.join("\n\n") }]),
      output: ATTACKS.join("\n"),
    }),
  ];
}
