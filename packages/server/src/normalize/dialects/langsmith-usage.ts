import { objectOf, property } from "@breakwater/core/usage/untyped";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { ReportedCost } from "../dialect.ts";
import { countIn, countOfValue, structureIn } from "./read-attribute.ts";
import { reportedCost } from "./reported-cost.ts";
import type { TokenCounts } from "./token-usage.ts";

/** What LangSmith tells of the usage of a call. */
export interface LangsmithUsage {
  readonly counts: TokenCounts;
  /** The service tier that the names of the details tell (`priority_cache_read`). */
  readonly tier: string | undefined;
  readonly cost: ReportedCost | undefined;
}

/** Reads the usage of a call, parsing its JSON once. */
export function langsmithUsage(attributes: Attributes): LangsmithUsage {
  const told = structureIn(attributes, "langsmith.usage_metadata", "langsmith.metadata.usage_metadata");
  const input = detailsOf(attributes, told, "input");
  const output = detailsOf(attributes, told, "output");
  const count = (side: Side | "total") =>
    countIn(attributes, `gen_ai.usage.${side}_tokens`) ?? countOfValue(property(told, `${side}_tokens`));
  return {
    counts: {
      ...{ inputTokens: count("input"), outputTokens: count("output"), totalTokens: count("total") },
      ...partsOfInput(input),
      ...partsOfOutput(output),
    },
    tier: tierOf(input) ?? tierOf(output),
    cost: costOf(told),
  };
}

type Side = "input" | "output";
type Details = Readonly<Record<string, unknown>>;

/** Python writes the details in its own notation beside the JSON of the metadata. */
function detailsOf(attributes: Attributes, told: unknown, side: Side): Details {
  const details = property(told, `${side}_token_details`);
  return objectOf(details ?? structureIn(attributes, `gen_ai.usage.${side}_token_details`)) ?? {};
}

/** A service tier stands before the names of details, and above some lengths of input their price does behind. */
const CACHE_READ = /^(?:(?:priority|flex)_)?cache_read(?:_over_\d+k)?$/;
const CACHE_WRITE = /^(?:(?:priority|flex)_)?cache_creation(?:_over_\d+k)?$/;
const CACHE_WRITE_BY_AGE = /^ephemeral_(?:5m|1h)_input_tokens$/;
const CACHE_WRITE_1H = /^ephemeral_1h_input_tokens$/;
const REASONING = /^(?:(?:priority|flex)_)?reasoning$/;
const AUDIO = /^(?:(?:priority|flex)_)?audio$/;
const TIER = /^(priority|flex)(?:_|$)/;

/** Some integrations tell cache writes by their age only, others as a whole too. */
function partsOfInput(details: Details): TokenCounts {
  return {
    cacheReadTokens: sumOf(details, CACHE_READ),
    cacheWriteTokens: Math.max(sumOf(details, CACHE_WRITE), sumOf(details, CACHE_WRITE_BY_AGE)),
    cacheWrite1hTokens: sumOf(details, CACHE_WRITE_1H),
    inputAudioTokens: sumOf(details, AUDIO),
  };
}

function partsOfOutput(details: Details): TokenCounts {
  return { reasoningTokens: sumOf(details, REASONING), outputAudioTokens: sumOf(details, AUDIO) };
}

function tierOf(details: Details): string | undefined {
  for (const name in details) {
    const [, tier] = TIER.exec(name) ?? [];
    if (tier !== undefined) return tier;
  }
  return undefined;
}

function sumOf(details: Details, names: RegExp): number {
  let sum = 0;
  for (const name in details) if (names.test(name)) sum += countOfValue(details[name]) ?? 0;
  return sum;
}

function costOf(told: unknown): ReportedCost | undefined {
  return reportedCost({
    total: dollars(property(told, "total_cost")),
    input: dollars(property(told, "input_cost")),
    output: dollars(property(told, "output_cost")),
  });
}

function dollars(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}
