import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";
import { askMeasures, type MeasureValues } from "../sums/ask-measures.ts";
import { MEASURE_NAMES } from "../sums/measures.ts";
import type { TraceSummary } from "../traces/trace-summary.ts";
import { queryTraces } from "../traces/traces.ts";
import type { PeopleKind } from "./people-kind.ts";

/** Traces that an answer begins with; `/traces` gives the others. */
const FIRST_TRACES = 50;

/** What one user or session did in a range. */
export interface OnePerson {
  readonly id: string;
  readonly measures: MeasureValues;
  /** Start of the first and of the last call in the range (ISO 8601). */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The newest, last active first. */
  readonly traces: readonly TraceSummary[];
  /** Asks `/traces`, filtered alike, for the ones before. */
  readonly nextCursor?: string;
}

const seenSchema = z.object({ calls: z.number(), firstSeen: z.string(), lastSeen: z.string() });

/** One user or session within a filter. @throws NotFoundError when it made no calls there. */
export async function queryPerson(
  kind: PeopleKind,
  { id, filter: asked }: { readonly id: string; readonly filter: SpanFilter },
  context: QueryContext,
): Promise<OnePerson> {
  const filter = { ...asked, values: { ...asked.values, [kind]: [id] } };
  const { sql, parameters } = spanCondition(inferenceFilter(filter));
  const [[seen], [row], traces] = await Promise.all([
    context.engine.query(
      `SELECT toFloat64(count()) AS calls, replace(toString(min(s.start_time)), ' ', 'T') || 'Z' AS firstSeen,
         replace(toString(max(s.start_time)), ' ', 'T') || 'Z' AS lastSeen
       FROM spans AS s FINAL WHERE ${sql} AND s.status != 'running'`,
      parameters,
      context.limits,
    ),
    askMeasures({ filter: inferenceFilter(filter), measures: MEASURE_NAMES }, context),
    queryTraces(filter, { order: "start", limit: FIRST_TRACES }, context),
  ]);
  const { calls, ...moments } = seenSchema.parse(seen);
  if (calls === 0) {
    throw new NotFoundError(
      `The ${kind} "${id}" made no calls in this range: ask for a longer one with "from".`,
    );
  }
  return { id, measures: row?.values ?? {}, ...moments, ...traces };
}
