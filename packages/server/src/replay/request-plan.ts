import { createSeededRandom, type SeededRandom } from "@breakwater/core/random/seeded-random";
import type { ErrorClass } from "@breakwater/core/record/span-record";
import type { NumberedRequest } from "./read-trace.ts";

/** How the steps around a model call look. */
export type RequestShape = "call" | "retrieval" | "agent";

/** A failure that a request is given. */
export interface PlannedFailure {
  readonly class: ErrorClass;
  readonly type: string;
  readonly message: string;
  readonly code: string;
}

/** What a trace does not tell of its requests, and the seed decides. */
export interface RequestPlan {
  readonly model: PlannedModel;
  readonly userId: string;
  readonly sessionId: string;
  readonly queryType: string;
  readonly service: string;
  readonly team: string;
  readonly shape: RequestShape;
  readonly failure?: PlannedFailure;
  /** The provider keeps this request waiting for so long before the first token. */
  readonly firstTokenMs: number;
  readonly durationMs: number;
  /** Steps before the model call take so long. */
  readonly preparingMs: number;
  readonly hasTexts: boolean;
}

interface PlannedModel {
  readonly provider: string;
  readonly name: string;
  /** Share of all requests. */
  readonly share: number;
  readonly tokensPerSecond: number;
}

/** The last one has no price in any catalogue: what is not known is part of the picture. */
const MODELS: readonly PlannedModel[] = [
  { provider: "openai", name: "gpt-4o-mini", share: 0.4, tokensPerSecond: 95 },
  { provider: "openai", name: "gpt-4o", share: 0.2, tokensPerSecond: 70 },
  { provider: "anthropic", name: "claude-sonnet-4-5", share: 0.16, tokensPerSecond: 60 },
  { provider: "anthropic", name: "claude-haiku-4-5", share: 0.12, tokensPerSecond: 120 },
  { provider: "google", name: "gemini-2.5-flash", share: 0.1, tokensPerSecond: 160 },
  { provider: "openai", name: "house-writer-70b", share: 0.02, tokensPerSecond: 40 },
];
/** What the runaway user calls. */
const DEAREST: PlannedModel = {
  provider: "anthropic",
  name: "claude-opus-4-1",
  share: 0,
  tokensPerSecond: 35,
};

const QUERY_TYPES = [
  { name: "chat", service: "assistant", team: "support" },
  { name: "rag_search", service: "assistant", team: "search" },
  { name: "summarize", service: "inbox", team: "mail" },
  { name: "code_review", service: "reviewer", team: "platform" },
] as const;

const FAILURES: readonly PlannedFailure[] = [
  {
    class: "rate_limit",
    type: "RateLimitError",
    message: "429 Rate limit reached: requests per minute",
    code: "429",
  },
  {
    class: "server",
    type: "InternalServerError",
    message: "500 The server had an error while processing your request",
    code: "500",
  },
  { class: "timeout", type: "APIConnectionTimeoutError", message: "Request timed out.", code: "ETIMEDOUT" },
  {
    class: "context_overflow",
    type: "BadRequestError",
    message: "400 This model's maximum context length is exceeded",
    code: "context_length_exceeded",
  },
];
const OVERLOADED: PlannedFailure = {
  class: "server",
  type: "InternalServerError",
  message: "503 The engine is currently overloaded, please try again later",
  code: "503",
};

const USERS = 120;
const RUNAWAY_USER = "user_042";
/** Shares of the trace's time: one provider falters in the first stretch, one user's agent runs away in the second. */
const FALTERING = { from: 0.55, to: 0.6, provider: "openai" };
const RUNAWAY = { from: 0.8, to: 0.84 };
const SESSION_MS = 20 * 60_000;

/** Who plans: the same seed, trace and request give the same plan. */
export interface PlanningOf {
  readonly seed: number;
  readonly trace: string;
  /** First arrival of the trace and the time to its last one, milliseconds. */
  readonly startMs: number;
  readonly lengthMs: number;
}

/** What the seed decides about a request. */
export function planRequest(
  request: NumberedRequest,
  { seed, trace, startMs, lengthMs }: PlanningOf,
): RequestPlan {
  const random = createSeededRandom(`${seed} ${trace} ${request.index}`);
  const at = lengthMs === 0 ? 0 : (request.atMs - startMs) / lengthMs;
  const isRunaway = at >= RUNAWAY.from && at < RUNAWAY.to && random.chance(0.35);
  const model = isRunaway ? DEAREST : pickModel(random);
  const userId = isRunaway ? RUNAWAY_USER : pickUser(random);
  const kind = isRunaway ? QUERY_TYPES[3] : random.pick(QUERY_TYPES);
  const firstTokenMs = random.lognormal(220, 0.35) + request.inputTokens * 0.06;
  const failure = failureOf(random, model, at);
  const answeringMs = (request.outputTokens / model.tokensPerSecond) * 1000 * random.lognormal(1, 0.15);
  return {
    model,
    userId,
    sessionId: `${userId}-${Math.floor((request.atMs - startMs) / SESSION_MS)}`,
    queryType: kind.name,
    service: kind.service,
    team: kind.team,
    shape: shapeOf(random, kind.name),
    ...(failure !== undefined && { failure }),
    firstTokenMs: rounded(firstTokenMs),
    durationMs: rounded(failure === undefined ? firstTokenMs + answeringMs : random.lognormal(400, 0.6)),
    preparingMs: rounded(random.lognormal(45, 0.5)),
    // Who goes after what was spent wants to read what was asked.
    hasTexts: random.chance(0.1) || isRunaway,
  };
}

function pickModel(random: SeededRandom): PlannedModel {
  let left = random.uniform();
  for (const model of MODELS) {
    left -= model.share;
    if (left < 0) return model;
  }
  return random.pick(MODELS);
}

/** A few users do most of it. */
function pickUser(random: SeededRandom): string {
  const number = Math.floor(USERS * random.uniform() ** 2.2);
  return `user_${String(number).padStart(3, "0")}`;
}

function shapeOf(random: SeededRandom, queryType: string): RequestShape {
  if (queryType === "rag_search") return "retrieval";
  return queryType === "code_review" && random.chance(0.5) ? "agent" : "call";
}

function failureOf(random: SeededRandom, { provider }: PlannedModel, at: number): PlannedFailure | undefined {
  const isFaltering = at >= FALTERING.from && at < FALTERING.to && provider === FALTERING.provider;
  if (isFaltering && random.chance(0.3)) return OVERLOADED;
  return random.chance(0.012) ? random.pick(FAILURES) : undefined;
}

/** To the microsecond, as records have it. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
