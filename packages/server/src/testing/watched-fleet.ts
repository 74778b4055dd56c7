import { createSeededRandom } from "@breakwater/core/random/seeded-random";
import { ERROR_CLASSES, SPAN_KINDS } from "@breakwater/core/record/record-names";
import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";

const STATUSES: readonly SpanStatus[] = [
  "ok",
  "ok",
  "ok",
  "ok",
  "error",
  "cancelled",
  "abandoned",
  "blocked",
  "running",
];

/** Spans of a made-up fleet: every kind, outcome and dimension, at uneven times. The same seed gives the same spans. */
export function fleetSpans(
  count: number,
  range: { readonly from: number; readonly to: number },
): SpanRecord[] {
  const random = createSeededRandom(20_260_329);
  const { pick } = random;
  const upTo = (limit: number) => Math.floor(random.uniform() * limit);
  return Array.from({ length: count }, (_, index): SpanRecord => {
    const id = (index + 1).toString(16).padStart(16, "0");
    const startUs = Math.floor((range.from + random.uniform() * (range.to - range.from)) * 1000);
    const status = pick(STATUSES);
    const model = `model-${upTo(5)}`;
    return {
      v: 1,
      traceId: `c${id.slice(1)}${id}`,
      spanId: id,
      project: "shop",
      service: `service-${upTo(3)}`,
      environment: pick(["production", "staging"]),
      kind: random.uniform() < 0.7 ? "llm" : pick(SPAN_KINDS),
      name: `step-${upTo(4)}`,
      provider: pick(["openai", "anthropic"]),
      ...(random.uniform() < 0.9 && { requestModel: model }),
      ...(status === "ok" && { responseModel: `${model}-2026` }),
      startTime: `${new Date(Math.floor(startUs / 1000)).toISOString().slice(0, -1)}${String(startUs % 1000).padStart(3, "0")}Z`,
      status,
      ...(status !== "running" && { durationMs: Math.round(random.uniform() ** 4 * 9e6) / 1000 }),
      ...(random.uniform() < 0.4 && { timeToFirstTokenMs: upTo(900_000) / 1000 }),
      ...(status === "error" && {
        error: { class: pick(ERROR_CLASSES), type: "E", message: "m", fingerprint: "f".repeat(16) },
      }),
      attempt: 1 + upTo(2),
      cached: random.uniform() < 0.1,
      ...(status !== "blocked" && {
        usage: {
          inputTokens: upTo(5000),
          outputTokens: upTo(800),
          cacheReadTokens: upTo(90),
          reasoningTokens: upTo(9),
          // Without a draw of chance, which would change all that follows; never nothing, which is not kept.
          cacheWriteTokens: 1 + (index % 40),
          cacheWrite1hTokens: 1 + (index % 13),
          inputAudioTokens: 1 + (index % 7),
          outputAudioTokens: 1 + (index % 5),
        },
        usageSource: pick(["reported", "estimated"]),
        cost: pick([
          { source: "unpriced", reason: "unknown_model" },
          priced(upTo(5_000_000), upTo(5_000_000)),
          priced(upTo(5_000_000), upTo(5_000_000)),
        ]),
      }),
      ...(random.uniform() < 0.8 && { userId: `user-${upTo(12)}` }),
      sessionId: `session-${upTo(30)}`,
      queryType: pick(["chat", "search"]),
      tags: ["beta", "eu", "batch"].filter(() => random.uniform() < 0.4),
      metadata: { team: pick(["a", "b"]) },
    };
  });
}

function priced(inputNanos: number, outputNanos: number): NonNullable<SpanRecord["cost"]> {
  return { source: "priced", inputNanos, outputNanos, totalNanos: inputNanos + outputNanos, catalogue: "c" };
}
