import { z } from "zod";
import { inferenceFilter } from "../inference-filter.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";
import { askMeasures, type MeasureValues } from "../sums/ask-measures.ts";
import { MEASURE_NAMES } from "../sums/measures.ts";
import { sourcesSql } from "../sums/sums-sql.ts";
import type { TraceSummary } from "../traces/trace-summary.ts";
import { queryTraces } from "../traces/traces.ts";
import { DAY_MS, dayStarts } from "./days.ts";
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

/** One user or session within a filter. @throws NotFoundError when it made no calls there. */
export async function queryPerson(
  kind: PeopleKind,
  { id, filter: asked }: { readonly id: string; readonly filter: SpanFilter },
  context: QueryContext,
): Promise<OnePerson> {
  const filter = { ...asked, values: { ...asked.values, [kind]: [id] } };
  const [moments, [row], traces] = await Promise.all([
    momentsOf(inferenceFilter(filter), context),
    askMeasures({ filter: inferenceFilter(filter), measures: MEASURE_NAMES }, context),
    queryTraces(filter, { order: "start", limit: FIRST_TRACES }, context),
  ]);
  if (moments === undefined) {
    throw new NotFoundError(
      `The ${kind} "${id}" made no calls in this range: ask for a longer one with "from".`,
    );
  }
  return { id, measures: row?.values ?? {}, ...moments, ...traces };
}

const daysSchema = z.array(z.object({ day: z.number() }));

const momentsSchema = z.object({ firstSeen: z.string(), lastSeen: z.string() });

/** Starts of the first and of the last call: sums tell their days, and of the spans only those are read. */
async function momentsOf(
  filter: SpanFilter,
  { engine, limits }: QueryContext,
): Promise<z.infer<typeof momentsSchema> | undefined> {
  const { range } = filter;
  const days = dayStarts(range);
  const { sql, parameters } = sourcesSql({
    filter,
    groups: [],
    columns: ["calls", "blocked_calls"],
    stepStarts: days,
  });
  const active = daysSchema.parse(
    await engine.query(
      `SELECT toFloat64(r.at) / 1000 AS day FROM (${sql}) AS r
       GROUP BY day HAVING sum(r.calls) + sum(r.blocked_calls) > 0 ORDER BY day`,
      parameters,
      limits,
    ),
  );
  const [first, last] = [active[0]?.day, active.at(-1)?.day];
  if (first === undefined || last === undefined) return undefined;
  // A session mostly has one day.
  const ends = [...new Set([first, last])].map((day) => ({
    from: Math.max(range.from, day),
    to: Math.min(range.to, day + DAY_MS),
  }));
  const found = await Promise.all(
    ends.map(async (within) => {
      const day = spanCondition({ ...filter, range: within });
      const [row] = await engine.query(
        `SELECT ${isoSql("min")} AS firstSeen, ${isoSql("max")} AS lastSeen
         FROM spans AS s FINAL WHERE ${day.sql} AND s.status != 'running'`,
        day.parameters,
        limits,
      );
      return momentsSchema.parse(row);
    }),
  );
  const [firstEnd, lastEnd] = [found[0], found.at(-1)];
  if (firstEnd === undefined || lastEnd === undefined) return undefined;
  return { firstSeen: firstEnd.firstSeen, lastSeen: lastEnd.lastSeen };
}

function isoSql(end: "min" | "max"): string {
  return `replace(toString(${end}(s.start_time)), ' ', 'T') || 'Z'`;
}
