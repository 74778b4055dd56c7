import {
  INFERENCE_KINDS,
  ROLLUPS,
  type RollupStep,
  type RollupTable,
} from "../../storage/schema/rollup-tables.ts";
import { SPAN_STATES, type SpanState, type SpanSum } from "../../storage/schema/span-sums.ts";
import { DIMENSION_COLUMNS, type Dimension, type SpanFilter } from "../span-filter.ts";
import type { GroupSql } from "./grouping.ts";

/** What a rollup must have to answer a question. */
export interface RollupNeeds {
  readonly filter: SpanFilter;
  readonly groups: readonly GroupSql[];
  readonly columns: readonly (SpanSum | SpanState)[];
}

/** The rollups that can answer a question, one for each length of bucket at most; none when only spans can. */
export function chooseRollups(needs: RollupNeeds): ReadonlyMap<RollupStep, RollupTable> {
  const chosen = new Map<RollupStep, RollupTable>();
  for (const table of ROLLUPS) {
    if (canAnswer(table, needs) && !chosen.has(table.step)) chosen.set(table.step, table);
  }
  return chosen;
}

/** The filter as a rollup can apply it: a table of inference alone does not keep the kind. */
export function filterFor({ dimensions }: RollupTable, filter: SpanFilter): SpanFilter {
  if (dimensions.includes(DIMENSION_COLUMNS.kind) || filter.values?.kind === undefined) return filter;
  const { kind: _, ...values } = filter.values;
  return { ...filter, values };
}

function canAnswer(table: RollupTable, { filter, groups, columns }: RollupNeeds): boolean {
  const { values = {}, tags, metadata = {}, beyond } = filter;
  if (tags !== undefined || Object.keys(metadata).length > 0) return false;
  if (table.isByTag === true && !groups.some(({ column }) => column === "tag")) return false;
  if (table.only !== undefined && !isWithinInference(values.kind)) return false;
  if (beyond?.columns.some((column) => !table.dimensions.includes(column))) return false;
  if (!table.hasStates && columns.some((column) => column in SPAN_STATES)) return false;
  if (!groups.every(({ column }) => column !== undefined && table.dimensions.includes(column))) return false;
  const asked = Object.keys(values) as Dimension[];
  return asked.every((name) => {
    const isKept = table.dimensions.includes(DIMENSION_COLUMNS[name]);
    return isKept || values[name] === undefined || (name === "kind" && isAllInference(values.kind));
  });
}

function isWithinInference(kinds: readonly string[] = []): boolean {
  return kinds.length > 0 && kinds.every((kind) => INFERENCE_KINDS.includes(kind));
}

function isAllInference(kinds: readonly string[] = []): boolean {
  return isWithinInference(kinds) && INFERENCE_KINDS.every((kind) => kinds.includes(kind));
}
