import type { Tokenizer } from "./tokenizer.ts";

/** Sizes of objects that come with call after call (tool schemas, arguments in the history), while they live. */
const sizes = new WeakMap<object, WeakMap<Tokenizer, number>>();

/** Characters of the longest number, such as -1.7976931348623157e+308. */
const LONGEST_SCALAR = 24;

/**
 * Tokens of a value written as JSON; undefined when it cannot be written. Objects are measured once: they are
 * taken not to change after they were first sent.
 */
export function jsonTokens(value: unknown, counter: Tokenizer): number | undefined {
  if (typeof value === "string") return counter.count(value);
  if (typeof value !== "object" || value === null) return LONGEST_SCALAR;
  const known = sizes.get(value)?.get(counter);
  if (known !== undefined) return known;
  const tokens = measure(value, counter);
  if (tokens === undefined) return undefined;
  const perCounter = sizes.get(value) ?? new WeakMap<Tokenizer, number>();
  perCounter.set(counter, tokens);
  sizes.set(value, perCounter);
  return tokens;
}

function measure(value: object, counter: Tokenizer): number | undefined {
  try {
    const json = JSON.stringify(value);
    return json === undefined ? undefined : counter.count(json);
  } catch {
    return undefined;
  }
}
