import type { SqlCondition } from "../span-filter.ts";
import type { SearchTerms } from "./search-terms.ts";

/** Conditions on the columns `input` and `output`, one for each term. `{first:String}` is the one that is shown. */
export function termConditions(
  { words, phrases }: SearchTerms,
  table: string,
): { readonly each: readonly string[]; readonly parameters: SqlCondition["parameters"] } {
  const parameters: Record<string, unknown> = { first: phrases[0] ?? words[0] ?? "" };
  const each: string[] = [];
  for (const [index, word] of words.entries()) {
    const name = `{word${index}:String}`;
    each.push(`(hasToken(lower(${table}.input), ${name}) OR hasToken(lower(${table}.output), ${name}))`);
    parameters[`word${index}`] = word;
  }
  for (const [index, phrase] of phrases.entries()) {
    const name = `{phrase${index}:String}`;
    each.push(
      `(position(lower(${table}.input), ${name}) > 0 OR position(lower(${table}.output), ${name}) > 0)`,
    );
    parameters[`phrase${index}`] = phrase;
  }
  return { each, parameters };
}

/** The columns of a hit's text: the first term, and what stands about it. */
export function snippetColumns(table: string): string {
  return `positionUTF8(lower(${table}.input), {first:String}) AS inInput,
       positionUTF8(lower(${table}.output), {first:String}) AS inOutput,
       if(inInput > 0, 'input', 'output') AS field,
       if(inInput > 0, ${table}.input, ${table}.output) AS text, if(inInput > 0, inInput, inOutput) AS spot,
       lengthUTF8({first:String}) AS size,
       substringUTF8(text, greatest(1, toInt64(spot) - 80), least(80, toInt64(spot) - 1)) AS before,
       isValidJSON(text) AS isJson, substringUTF8(text, spot, size) AS match, substringUTF8(text, spot + size, 120) AS after`;
}

/** What comes after a cursor, newest first; over a table with the time and the ids of spans. */
export const IS_PAST_SQL =
  "(s.start_time, s.trace_id, s.span_id) < ({at:DateTime64(6, 'UTC')}, toFixedString(unhex({afterTrace:String}), 16), toFixedString(unhex({afterSpan:String}), 8))";

/** Only spans of one trace, over a table `s`. */
export const OF_TRACE_SQL = "s.trace_id = toFixedString(unhex({traceId:String}), 16)";
