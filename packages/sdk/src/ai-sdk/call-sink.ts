import { costOf, estimatedUsage } from "../calls/call-outcome.ts";
import type { Entrance } from "../monitor/entrance.ts";
import { type ModelAnswer, usageMetadata } from "./model-answer.ts";

/** Where the findings about one model call go. */
export interface CallSink {
  /** A piece of a stream; `usage` in the words of the AI SDK. */
  piece(text: string | undefined, usage?: unknown): void;
  answered(answer: ModelAnswer, text: string): void;
  failed(error: unknown): void;
}

/** For the entrance that opened the run: it ends it. */
export function endingSink({ tracker, payloads }: Entrance, id: string): CallSink {
  return {
    piece: (text, usage) =>
      tracker.token(id, { text, ...(usage !== undefined && { usage: usageMetadata(usage) }) }),
    answered({ reported, ...facts }, text) {
      const run = tracker.get(id);
      if (!run) return;
      const usage = reported?.usage ?? estimatedUsage(run, text);
      const output = run.input === undefined ? undefined : payloads.writerFor(run.traceId)?.(text, "output");
      tracker.end(id, {
        status: "ok",
        usage,
        usageSource: reported ? "reported" : "estimated",
        ...facts,
        cost: costOf(run, { ...facts, usage, flags: reported?.flags }, tracker.prices),
        ...(output !== undefined && { output }),
      });
    },
    failed: (error) => tracker.fail(id, error),
  };
}

/** For an entrance inside a run that another opened: it tells what it saw, unless one nearer to the wire has. */
export function notingSink({ tracker }: Entrance, id: string): CallSink {
  return {
    piece: () => undefined,
    answered({ reported, ...facts }) {
      const run = tracker.get(id);
      if (!run || run.wire || !reported) return;
      const { usage, flags } = reported;
      const cost = costOf(run, { ...facts, usage, flags }, tracker.prices);
      const outcome = { kind: "answered", usage, usageSource: "reported", ...facts, cost } as const;
      tracker.note(id, { attempts: 1, isInFlight: false, outcome });
    },
    failed: () => undefined,
  };
}
