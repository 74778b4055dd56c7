import { createPriceBook, type PriceBook } from "@breakwater/core/pricing/price-book";
import type { OutputFit } from "../budget/fitted-cap.ts";
import type { RecordOrigin } from "../calls/record-of-run.ts";
import type { TrackerSettings } from "../calls/tracker-settings.ts";
import { InvalidOptionsError } from "../options/invalid-options-error.ts";
import type { ChangeableOptions, FitOutputOptions, MonitorOptions } from "../options/monitor-options.ts";

/** What the tracker is told, defaults filled in. */
export function trackerSettings(options: ChangeableOptions): TrackerSettings {
  return {
    abandonAfterMs: options.abandonAfterMs ?? 600_000,
    defaultMaxOutputTokens: options.defaultMaxOutputTokens ?? 4_096,
    maxOpenRuns: options.maxOpenRuns ?? 100_000,
    ...(options.fitOutputTokens && { fitOutput: outputFitOf(options.fitOutputTokens) }),
  };
}

/** Less than 16 is refused by OpenAI's Responses API. */
const MIN_FITTED_TOKENS = 16;

function outputFitOf(option: true | FitOutputOptions): OutputFit {
  const { minTokens = MIN_FITTED_TOKENS, maxTokens } = option === true ? {} : option;
  return { minTokens, ...(maxTokens !== undefined && { maxTokens }) };
}

/** The price book of the options. @throws InvalidOptionsError when an override makes no sense. */
export function priceBookOf({ pricing = {} }: ChangeableOptions): PriceBook {
  try {
    return createPriceBook(pricing);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidOptionsError("options", [
      { option: "pricing", expected: "prices that make sense", found: error.message },
    ]);
  }
}

/** Where the process stands, for its records. */
export function originOf({ project, service, release }: MonitorOptions, environment: string): RecordOrigin {
  return {
    ...(project !== undefined && { project }),
    ...(service !== undefined && { service }),
    environment,
    ...(release !== undefined && { release }),
  };
}

/** The options that were given a value. */
export function withoutUndefined<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Sum of counts. */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
