import type { Breakdown, MeasureName } from "../../api/questions.ts";
import { addsUp, type ExploredMeasure } from "./explored.ts";

type Values = Breakdown["rows"][number]["values"];

/** A value of now, and of the same group in the time before; undefined where it is not known. */
export interface Compared {
  readonly now: number | null | undefined;
  readonly before: number | null | undefined;
}

/** Sets a group's value against that of the time before. Money of which no call had a price is not known to be nothing. */
export function compared(
  measure: MeasureName,
  { name, values }: { readonly name: string; readonly values: Values },
  before: Pick<Breakdown, "rows" | "other"> | undefined,
): Compared {
  const now = knownValue(measure, values);
  if (before === undefined) return { now, before: undefined };
  const earlier = before.rows.find(({ group: [one = ""] }) => one === name);
  if (earlier !== undefined) return { now, before: knownValue(measure, earlier.values) };
  // It may be among those that are too small to be told one by one.
  const isAbsent = (before.other?.keys ?? 0) === 0 && addsUp(measure as ExploredMeasure);
  return { now, before: isAbsent ? 0 : undefined };
}

function knownValue(measure: MeasureName, values: Values): number | null | undefined {
  const isUnknown = measure.endsWith("Nanos") && values.unpricedCalls !== 0 && values.pricedCalls === 0;
  return isUnknown ? undefined : values[measure];
}

/** Whether more of a measure is bad, good, or neither. */
export function moreIs(measure: MeasureName): "bad" | "good" | "neither" {
  if (measure === "tokensPerSecond" || measure === "recoveredCalls") return "good";
  const isBad = /Nanos$|Ms$|^error|^(?:blocked|abandoned|cancelled|retried|slow|unpriced)Calls$/.test(
    measure,
  );
  return isBad ? "bad" : "neither";
}
