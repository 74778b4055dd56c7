import { objectOf, property } from "@breakwater/core/usage/untyped";
import type { Attributes } from "../../ingest/otlp/otlp-span.ts";
import type { ReportedCost } from "../dialect.ts";
import { countIn, countOfValue, structureIn } from "./read-attribute.ts";
import { reportedCost } from "./reported-cost.ts";
import type { TokenCounts } from "./token-usage.ts";

/** Python writes the details in its own notation beside the JSON of the metadata. */
function toldUsage(attributes: Attributes): unknown {
  return structureIn(attributes, "langsmith.usage_metadata", "langsmith.metadata.usage_metadata");
}

type Side = "input" | "output";

function detailsOf(attributes: Attributes, side: Side): Readonly<Record<string, unknown>> {
  const told = property(toldUsage(attributes), `${side}_token_details`);
  return objectOf(told ?? structureIn(attributes, `gen_ai.usage.${side}_token_details`)) ?? {};
}

/** A service tier stands before the names of details, and above some lengths of input their price does behind. */
const CACHE_READ = /^(?:(?:priority|flex)_)?cache_read(?:_over_\d+k)?$/;
const CACHE_WRITE = /^(?:(?:priority|flex)_)?cache_creation(?:_over_\d+k)?$/;
const CACHE_WRITE_BY_AGE = /^ephemeral_(?:5m|1h)_input_tokens$/;
const CACHE_WRITE_1H = /^ephemeral_1h_input_tokens$/;
const REASONING = /^(?:(?:priority|flex)_)?reasoning$/;
const AUDIO = /^(?:(?:priority|flex)_)?audio$/;

/** The counts of a call. Some integrations tell cache writes by their age only, others as a whole too. */
export function langsmithCounts(attributes: Attributes): TokenCounts {
  const told = toldUsage(attributes);
  const input = detailsOf(attributes, "input");
  const output = detailsOf(attributes, "output");
  const count = (side: Side | "total") =>
    countIn(attributes, `gen_ai.usage.${side}_tokens`) ?? countOfValue(property(told, `${side}_tokens`));
  return {
    inputTokens: count("input"),
    outputTokens: count("output"),
    totalTokens: count("total"),
    cacheReadTokens: sumOf(input, CACHE_READ),
    cacheWriteTokens: Math.max(sumOf(input, CACHE_WRITE), sumOf(input, CACHE_WRITE_BY_AGE)),
    cacheWrite1hTokens: sumOf(input, CACHE_WRITE_1H),
    reasoningTokens: sumOf(output, REASONING),
    inputAudioTokens: sumOf(input, AUDIO),
    outputAudioTokens: sumOf(output, AUDIO),
  };
}

/** The tier that the names of the details tell (`priority_cache_read`). */
export function tierOfDetails(attributes: Attributes): string | undefined {
  const names = [
    ...Object.keys(detailsOf(attributes, "input")),
    ...Object.keys(detailsOf(attributes, "output")),
  ];
  return names.map((name) => /^(priority|flex)(?:_|$)/.exec(name)?.[1]).find((tier) => tier !== undefined);
}

/** What LangSmith was told of the cost. */
export function langsmithCost(attributes: Attributes): ReportedCost | undefined {
  const told = toldUsage(attributes);
  return reportedCost({
    total: dollars(property(told, "total_cost")),
    input: dollars(property(told, "input_cost")),
    output: dollars(property(told, "output_cost")),
  });
}

function dollars(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}

function sumOf(details: Readonly<Record<string, unknown>>, names: RegExp): number {
  return Object.entries(details)
    .filter(([name]) => names.test(name))
    .reduce((sum, [, value]) => sum + (countOfValue(value) ?? 0), 0);
}
