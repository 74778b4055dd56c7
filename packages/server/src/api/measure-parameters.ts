import { z } from "@hono/zod-openapi";
import { DIMENSION_COLUMNS } from "../query/span-filter.ts";
import { type GroupName, isGroupName } from "../query/sums/grouping.ts";
import { MEASURE_NAMES, MEASURES } from "../query/sums/measures.ts";

/** Most measures of one question. */
const MAX_MEASURES = 12;

/** Most lines of a chart and rows of a table. */
const MAX_KEYS = 200;

const measure = z.enum(MEASURE_NAMES).openapi("Measure");

/** `measure`, repeated for several. */
export const measuresParameter = z
  .union([measure, z.array(measure).max(MAX_MEASURES)])
  .transform((given) => (typeof given === "string" ? [given] : given))
  .openapi({ description: "Repeat for several measures.", example: "costNanos" });

/** `orderBy`: one measure. */
export const measureParameter = measure;

/** A group: a dimension, `tag`, or `metadata.<key>`. */
export const groupParameter = z
  .custom<GroupName>((value) => typeof value === "string" && isGroupName(value), {
    error: () => `expected one of ${Object.keys(DIMENSION_COLUMNS).join(", ")}, tag or metadata.<key>`,
  })
  .openapi({ type: "string", description: "A dimension, tag, or metadata.<key>.", example: "model" });

/** How many keys have a line or row of their own. */
export const keysParameter = z.coerce
  .number()
  .int()
  .min(1)
  .max(MAX_KEYS)
  .default(10)
  .openapi({ description: `Keys with a row of their own, at most ${MAX_KEYS}; all others are one.` });

/** An IANA time zone that the platform knows. */
export const timeZoneParameter = z
  .string()
  .max(64)
  .default("UTC")
  .refine(isTimeZone, {
    error: () => "expected a time zone such as Europe/Berlin",
  })
  .openapi({ description: "IANA time zone of calendar days.", example: "Europe/Berlin" });

const value = z.number().nullable();

/** Values by measure, as answers give them. */
export const measureValues = z
  .partialRecord(measure, value)
  .openapi("MeasureValues", { description: describedMeasures() });

/** Lists of values by measure. */
export const measureLines = z.partialRecord(measure, z.array(value).readonly()).openapi("MeasureLines");

function describedMeasures(): string {
  const units = MEASURE_NAMES.map((name) => `${name} (${MEASURES[name].unit})`);
  return `null where there was nothing to measure. Units: ${units.join(", ")}.`;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
