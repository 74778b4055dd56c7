import { createSeededRandom, type SeededRandom } from "@breakwater/core/random/seeded-random";
import type { TokenUsage } from "@breakwater/core/record/span-record";
import { createPrefixCache, type PrefixCache } from "./prefix-cache.ts";
import { composeAnswer } from "./scenario-text.ts";
import { splitTokens } from "./split-tokens.ts";
import type { StubReply, StubRespond } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";
import { toolArguments } from "./tool-arguments.ts";

/** How likely a call fails, each as a share of all calls. */
export interface TroubleShares {
  readonly rateLimited: number;
  readonly serverErrors: number;
  /** Streams cut in the middle, and answers cut in the body. */
  readonly brokenConnections: number;
}

/** How the demo's provider behaves. */
export interface ScenarioOptions {
  readonly seed: number;
  /** 2 = twice as fast as life; default 1. */
  readonly speed?: number;
  /** Median before the first token; default 380 ms. */
  readonly firstTokenMs?: number;
  /** Median between tokens; default 22 ms. */
  readonly interTokenMs?: number;
  /** Default 2 % rate limits, 0.5 % each of the others. */
  readonly calm?: TroubleShares;
  /** Default 45 % rate limits, 20 % server errors, 10 % broken connections. */
  readonly storm?: TroubleShares;
  /** Calls, counted from 1, during which there is a storm without `beginStorm`. */
  readonly stormCalls?: { readonly from: number; readonly to: number };
}

/** A provider's behaviour, and its weather. */
export interface Scenario {
  readonly respond: StubRespond;
  beginStorm(): void;
  endStorm(): void;
}

const CALM: TroubleShares = { rateLimited: 0.02, serverErrors: 0.005, brokenConnections: 0.005 };
const STORM: TroubleShares = { rateLimited: 0.45, serverErrors: 0.2, brokenConnections: 0.1 };

const DEFAULT_FIRST_TOKEN_MS = 380;
const DEFAULT_INTER_TOKEN_MS = 22;

/** Distinct prompts whose tries are counted; the oldest are forgotten first. */
const MAX_PROMPTS = 10_000;

/**
 * A provider as one meets it: skewed latencies, token-by-token streams, cache hits for repeated prefixes, some trouble,
 * and much of it in a storm. When tools are offered it calls the first one once and then answers. What a prompt meets
 * depends only on the seed, the prompt and the number of the try, not on the order in which concurrent calls arrive.
 */
export function createScenario(options: ScenarioOptions): Scenario {
  const tries = new Map<string, number>();
  const cache = createPrefixCache();
  let isStormy = false;

  const nextTry = (prompt: string): number => {
    const count = (tries.get(prompt) ?? 0) + 1;
    tries.delete(prompt);
    tries.set(prompt, count);
    if (tries.size > MAX_PROMPTS) tries.delete(tries.keys().next().value ?? "");
    return count;
  };

  const respond: StubRespond = (request) => {
    const prompt = [request.wire, request.model, ...request.texts].join("\n");
    const random = createSeededRandom(`${options.seed}|${nextTry(prompt)}|${prompt}`);
    const isInStorm = isStormy || isWithin(request.id, options.stormCalls);
    const shares = isInStorm ? (options.storm ?? STORM) : (options.calm ?? CALM);
    const roll = random.uniform();
    const failuresEnd = shares.rateLimited + shares.serverErrors;
    if (roll < shares.rateLimited) return rateLimited(random, options);
    if (roll < failuresEnd) return serverFailed(random, options);
    const reply = healthyReply({ request, random, options, cache });
    return roll < failuresEnd + shares.brokenConnections ? broken(reply, random) : reply;
  };
  return {
    respond,
    beginStorm() {
      isStormy = true;
    },
    endStorm() {
      isStormy = false;
    },
  };
}

function isWithin(id: number, calls: ScenarioOptions["stormCalls"]): boolean {
  return calls !== undefined && id >= calls.from && id <= calls.to;
}

function rateLimited(random: SeededRandom, options: ScenarioOptions): StubReply {
  const retryAfterSeconds = random.pick([1, 1, 2]);
  return { failure: "rate_limit", retryAfterSeconds, delayMs: latency(random, options, 40) };
}

function serverFailed(random: SeededRandom, options: ScenarioOptions): StubReply {
  return { failure: random.pick(["server", "overloaded"] as const), delayMs: latency(random, options, 250) };
}

function broken(reply: StubReply, random: SeededRandom): StubReply {
  const tokenCount = reply.tokens?.length ?? 0;
  return { ...reply, cutAfterTokens: Math.floor(random.uniform() * tokenCount) };
}

interface HealthyCall {
  readonly request: StubRequest;
  readonly random: SeededRandom;
  readonly options: ScenarioOptions;
  readonly cache: PrefixCache;
}

function healthyReply({ request, random, options, cache }: HealthyCall): StubReply {
  if (request.wire === "openai-embeddings") return { delayMs: latency(random, options, 60) };
  const pace = {
    firstTokenMs: latency(random, options, options.firstTokenMs ?? DEFAULT_FIRST_TOKEN_MS),
    interTokenMs: latency(random, options, options.interTokenMs ?? DEFAULT_INTER_TOKEN_MS),
  };
  const usage = cacheUsage(request, cache);
  const [tool] = request.tools;
  if (tool !== undefined && !request.hasToolResult) {
    const call = { name: tool.name, arguments: toolArguments(tool.schema, request.userText) };
    return { ...pace, usage, toolCalls: [call] };
  }
  const tokens = splitTokens(composeAnswer(request.userText, random));
  return { ...pace, tokens, usage: { ...usage, ...reasoningUsage(request, random) } };
}

/** OpenAI caches prefixes unasked; Anthropic only when the request marks something with `cache_control`. */
function cacheUsage(request: StubRequest, cache: PrefixCache): Partial<TokenUsage> {
  const isAnthropic = request.wire === "anthropic-messages";
  if (isAnthropic && !JSON.stringify(request.body).includes('"cache_control"')) return {};
  const { readTokens, writtenTokens } = cache.touch([request.model, ...request.texts].join("\n"));
  const cacheReadTokens = Math.min(readTokens, request.inputTokens);
  if (!isAnthropic) return { cacheReadTokens };
  return {
    cacheReadTokens,
    cacheWriteTokens: Math.min(writtenTokens, request.inputTokens - cacheReadTokens),
  };
}

function reasoningUsage(request: StubRequest, random: SeededRandom): Partial<TokenUsage> {
  if (!/^(o\d|gpt-5)/.test(request.model)) return {};
  const maximum = (request.maxOutputTokens ?? Number.POSITIVE_INFINITY) / 2;
  return { reasoningTokens: Math.floor(Math.min(random.lognormal(120, 0.6), maximum)) };
}

/** Skewed as real ones are: now and then four times the median. */
function latency(random: SeededRandom, options: ScenarioOptions, medianMs: number): number {
  return random.lognormal(medianMs, 0.5) / (options.speed ?? 1);
}
