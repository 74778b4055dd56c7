import { z } from "zod";
import { HOUR_MS } from "../../storage/span-row.ts";
import { inferenceFilter } from "../inference-filter.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { QueryContext } from "../query-context.ts";
import { type SpanFilter, spanCondition } from "../span-filter.ts";
import { askMeasures, type MeasureValues } from "../sums/ask-measures.ts";
import { MEASURE_NAMES } from "../sums/measures.ts";
import { sourcesSql } from "../sums/sums-sql.ts";
import type { TimeRange } from "../time-range.ts";
import type { TraceSummary } from "../traces/trace-summary.ts";
import { queryTraces } from "../traces/traces.ts";
import { DAY_MS, startsOf } from "./days.ts";
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
    momentsOf(kind, inferenceFilter(filter), context),
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

const stepsSchema = z.array(z.object({ at: z.number() }));

const momentsSchema = z.object({ firstSeen: z.string(), lastSeen: z.string() });

/** What holds the first call of a range, and what the last. */
interface Ends {
  readonly first: TimeRange;
  readonly last: TimeRange;
}

/**
 * Starts of the first and of the last call: sums tell their days and hours, and of the spans only those are read. Where
 * the spans are no longer kept, the start of the hour is all that is known.
 */
async function momentsOf(
  kind: PeopleKind,
  filter: SpanFilter,
  context: QueryContext,
): Promise<z.infer<typeof momentsSchema> | undefined> {
  const { range } = filter;
  // Sums of sessions are by the hour alone.
  const hasDays = kind === "user" && range.to - range.from > DAY_MS;
  const days = hasDays ? await endsIn(filter, DAY_MS, context) : both(range);
  if (days === undefined) return undefined;
  const [firstHours, lastHours] = await ofBoth(days, (day) =>
    endsIn({ ...filter, range: day }, HOUR_MS, context),
  );
  if (firstHours === undefined || lastHours === undefined) return undefined;
  const hours = { first: firstHours.first, last: lastHours.last };
  const [first, last] = await ofBoth(hours, (hour) => momentsIn({ ...filter, range: hour }, context));
  return { firstSeen: first.firstSeen, lastSeen: last.lastSeen };
}

function both(range: TimeRange): Ends {
  return { first: range, last: range };
}

/** A session mostly has one day and one hour, for which one answer does. */
async function ofBoth<Answer>(
  { first, last }: Ends,
  ask: (range: TimeRange) => Promise<Answer>,
): Promise<readonly [Answer, Answer]> {
  if (first.from !== last.from) return Promise.all([ask(first), ask(last)]);
  const answer = await ask(first);
  return [answer, answer];
}

/** The first and the last step of a range with calls, within the range; undefined when there is none. */
async function endsIn(
  filter: SpanFilter,
  stepMs: number,
  { engine, limits }: QueryContext,
): Promise<Ends | undefined> {
  const { range } = filter;
  const { sql, parameters } = sourcesSql({
    filter,
    groups: [],
    columns: ["calls", "blocked_calls"],
    stepStarts: startsOf(range, stepMs),
  });
  const rows = await engine.query(
    `SELECT toFloat64(r.at) / 1000 AS at FROM (${sql}) AS r
     GROUP BY at HAVING sum(r.calls) + sum(r.blocked_calls) > 0 ORDER BY at`,
    parameters,
    limits,
  );
  const active = stepsSchema.parse(rows);
  const [first, last] = [active[0]?.at, active.at(-1)?.at];
  if (first === undefined || last === undefined) return undefined;
  const step = (at: number) => ({ from: Math.max(range.from, at), to: Math.min(range.to, at + stepMs) });
  return { first: step(first), last: step(last) };
}

/** @param filter one of the hours with calls */
async function momentsIn(
  filter: SpanFilter,
  { engine, limits }: QueryContext,
): Promise<z.infer<typeof momentsSchema>> {
  const { sql, parameters } = spanCondition(filter);
  const [row] = await engine.query(
    `SELECT ${isoSql("min")} AS firstSeen, ${isoSql("max")} AS lastSeen
     FROM spans AS s FINAL WHERE ${sql} AND s.status != 'running' HAVING count() > 0`,
    parameters,
    limits,
  );
  const hour = new Date(filter.range.from).toISOString();
  return row === undefined ? { firstSeen: hour, lastSeen: hour } : momentsSchema.parse(row);
}

function isoSql(end: "min" | "max"): string {
  return `replace(toString(${end}(s.start_time)), ' ', 'T') || 'Z'`;
}
