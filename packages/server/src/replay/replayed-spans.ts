import { createHash } from "node:crypto";
import { fingerprintError } from "@breakwater/core/failure/fingerprint-error";
import { isoMicros } from "@breakwater/core/record/record-time";
import { RECORD_VERSION, type SpanRecord } from "@breakwater/core/record/span-record";
import type { NumberedRequest } from "./read-trace.ts";
import { replayedTexts } from "./replay-texts.ts";
import type { PlannedFailure, RequestPlan } from "./request-plan.ts";

/** How a request becomes spans. */
export interface Replaying {
  readonly seed: number;
  readonly trace: string;
  /** The instant that the ids hang on: the same one gives the same ids. Epoch milliseconds. */
  readonly anchorMs: number;
  /** When the request arrives, epoch milliseconds. */
  readonly startMs: number;
  readonly hasTexts: boolean;
}

/** Milliseconds from the arrival of a request to its end. */
export function replayedMs({ shape, preparingMs, durationMs }: RequestPlan): number {
  return shape === "call" ? durationMs : preparingMs + durationMs;
}

/** The spans of a request: the model call, and for some the steps around it, parents first. */
export function replayedSpans(
  request: NumberedRequest,
  plan: RequestPlan,
  replaying: Replaying,
): readonly SpanRecord[] {
  const { trace, seed, anchorMs, startMs, hasTexts } = replaying;
  const ids = new SpanIds(`${trace}:${request.index}:${seed}:${anchorMs}`);
  const common = commonFields(plan, replaying, ids.trace);
  const call = modelCall(request, plan, hasTexts);
  if (plan.shape === "call") return [{ ...common, ...call, spanId: ids.span(0) }];
  const root = ids.span(0);
  const { kind, name, step } = SHAPES[plan.shape];
  const outcome = plan.failure === undefined ? { status: "ok" as const } : failureFields(plan.failure);
  const { preparingMs } = plan;
  return [
    { ...common, kind, name, ...outcome, spanId: root, durationMs: replayedMs(plan) },
    { ...common, ...step, spanId: ids.span(1), parentSpanId: root, durationMs: preparingMs, status: "ok" },
    {
      ...common,
      ...call,
      spanId: ids.span(2),
      parentSpanId: root,
      startTime: isoMicros(startMs + preparingMs),
    },
  ];
}

/** What stands around the model call: a root, and a step before it. */
const SHAPES = {
  retrieval: {
    kind: "chain",
    name: "answer-from-documents",
    step: { kind: "retriever", name: "search_documents" },
  },
  agent: { kind: "agent", name: "review-agent", step: { kind: "tool", name: "read_file" } },
} as const;

type CommonFields = Pick<SpanRecord, "v" | "traceId" | "startTime"> & Partial<SpanRecord>;

function commonFields(plan: RequestPlan, { seed, startMs }: Replaying, traceId: string): CommonFields {
  return {
    v: RECORD_VERSION,
    traceId,
    service: plan.service,
    environment: "replay",
    startTime: isoMicros(startMs),
    userId: plan.userId,
    sessionId: plan.sessionId,
    queryType: plan.queryType,
    tags: [`replay:seed=${seed}`],
    metadata: { team: plan.team },
  };
}

type CallFields = Pick<SpanRecord, "kind" | "name" | "status"> & Partial<SpanRecord>;

function modelCall(request: NumberedRequest, plan: RequestPlan, hasTexts: boolean): CallFields {
  const { model, failure, durationMs, firstTokenMs } = plan;
  const { inputTokens, cacheReadTokens, outputTokens } = request;
  const texts = hasTexts && plan.hasTexts ? replayedTexts(plan.queryType, request.index) : undefined;
  const asked = {
    kind: "llm",
    name: "chat",
    provider: model.provider,
    requestModel: model.name,
    durationMs,
    ...(texts && { input: texts.input }),
  } as const;
  if (failure !== undefined) return { ...asked, ...failureFields(failure) };
  return {
    ...asked,
    responseModel: model.name,
    status: "ok",
    timeToFirstTokenMs: Math.min(firstTokenMs, durationMs),
    usage: { inputTokens, outputTokens, ...(cacheReadTokens > 0 && { cacheReadTokens }) },
    usageSource: "reported",
    ...(texts && { output: texts.output }),
  };
}

function failureFields(failure: PlannedFailure): Pick<SpanRecord, "status" | "error"> {
  return { status: "error", error: { ...failure, fingerprint: fingerprintError(failure) } };
}

/** Ids that hang on nothing but a text. */
class SpanIds {
  readonly trace: string;
  readonly #rest: string;

  constructor(text: string) {
    const digest = createHash("sha256").update(text).digest("hex");
    this.trace = digest.slice(0, 32);
    this.#rest = digest.slice(32, 62);
  }

  /** @param which below 256 */
  span(which: number): string {
    return this.#rest.slice(0, 14) + which.toString(16).padStart(2, "0");
  }
}
