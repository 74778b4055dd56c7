import type { TokenUsage } from "@breakwater/core/record/span-record";
import { objectOf, property } from "@breakwater/core/usage/untyped";
import type { ReportedCost } from "../dialect.ts";
import { countOfValue } from "./read-attribute.ts";
import { reportedCost } from "./reported-cost.ts";
import type { TokenCounts } from "./token-usage.ts";

/** A side of a call, by the names of the buckets that add up to it, and what some of them are part of besides. */
interface Side {
  readonly buckets: RegExp;
  /** Names of the bucket that is left when the parts are taken out; of several, one counts. */
  readonly rest: RegExp;
  readonly parts: readonly (readonly [names: RegExp, part: keyof TokenUsage])[];
}

const INPUT: Side = {
  buckets: /^(input|prompt|cache_)/,
  rest: /^(input|input_tokens|prompt_tokens|promptTokens)$/,
  parts: [
    [/cache.*(creation|write)/, "cacheWriteTokens"],
    [/cache.*(creation|write).*_1h/, "cacheWrite1hTokens"],
    [/cache(?!.*(creation|write))/, "cacheReadTokens"],
    [/audio/, "inputAudioTokens"],
  ],
};
const OUTPUT: Side = {
  buckets: /^(output|completion)/,
  rest: /^(output|output_tokens|completion_tokens|completionTokens)$/,
  parts: [
    [/reasoning/, "reasoningTokens"],
    [/audio/, "outputAudioTokens"],
  ],
};

/**
 * Token counts of `usage_details`. Langfuse keeps the parts out of `input` and `output`: all buckets of a side add up,
 * also those that nobody has thought of here; in the record the sides include them. OpenAI's own form, which its SDKs
 * take too, is known by its nested details: there the parts are within.
 */
export function langfuseCounts(details: unknown): TokenCounts {
  const numbers = numbersIn(details);
  return {
    inputTokens: sideOf(numbers, INPUT),
    outputTokens: sideOf(numbers, OUTPUT),
    totalTokens: countOfValue(property(details, "total") ?? property(details, "total_tokens")),
    ...partsOf(numbers, INPUT),
    ...partsOf(numbers, OUTPUT),
    ...nestedParts(details),
  };
}

/** Dollars of `cost_details`: the total, or else what its buckets add up to. */
export function langfuseCost(details: unknown): ReportedCost | undefined {
  const costs = Object.entries(objectOf(details) ?? {}).flatMap(([name, value]) =>
    typeof value === "number" && value >= 0 ? [[name, value] as const] : [],
  );
  const total = costs.find(([name]) => name === "total")?.[1];
  const others = costs.filter(([name]) => name !== "total" && !INPUT.buckets.test(name));
  return reportedCost({ total, input: sumOf(costs, INPUT.buckets), output: sumOf(others, /./) });
}

type Named = readonly (readonly [name: string, value: number])[];

function numbersIn(details: unknown): Named {
  return Object.entries(objectOf(details) ?? {}).flatMap(([name, value]) => {
    const count = countOfValue(value);
    return count === undefined ? [] : [[name, count] as const];
  });
}

function sumOf(numbers: Named, names: RegExp): number | undefined {
  const found = numbers.filter(([name]) => names.test(name));
  return found.length === 0 ? undefined : found.reduce((sum, [, value]) => sum + value, 0);
}

function sideOf(numbers: Named, { buckets, rest }: Side): number | undefined {
  const [first] = numbers.filter(([name]) => rest.test(name));
  const parts = sumOf(
    numbers.filter(([name]) => !rest.test(name)),
    buckets,
  );
  return first === undefined ? parts : first[1] + (parts ?? 0);
}

function partsOf(numbers: Named, { buckets, parts }: Side): TokenCounts {
  const ofSide = numbers.filter(([name]) => buckets.test(name));
  return Object.fromEntries(parts.map(([names, part]) => [part, sumOf(ofSide, names)]));
}

function nestedParts(details: unknown): TokenCounts {
  const input = property(details, "prompt_tokens_details") ?? property(details, "input_tokens_details");
  const output = property(details, "completion_tokens_details") ?? property(details, "output_tokens_details");
  const told: TokenCounts = {
    cacheReadTokens: countOfValue(property(input, "cached_tokens")),
    inputAudioTokens: countOfValue(property(input, "audio_tokens")),
    reasoningTokens: countOfValue(property(output, "reasoning_tokens")),
    outputAudioTokens: countOfValue(property(output, "audio_tokens")),
  };
  return Object.fromEntries(Object.entries(told).filter(([, count]) => count !== undefined));
}
