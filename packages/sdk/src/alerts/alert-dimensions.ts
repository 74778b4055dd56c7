import type { SpanRecord } from "@breakwater/core/record/span-record";
import { NONE_KEY } from "@breakwater/core/signals/bounded-totals";
import { modelKey } from "@breakwater/core/signals/record-dimensions";

const LONGEST_VALUE = 200;
const METADATA = "metadata.";

const FIXED_DIMENSIONS: Readonly<Record<string, (record: SpanRecord) => string | undefined>> = {
  model: modelKey,
  provider: (record) => record.provider,
  userId: (record) => record.userId,
  sessionId: (record) => record.sessionId,
  queryType: (record) => record.queryType,
  environment: (record) => record.environment,
  service: (record) => record.service,
  errorClass: (record) => record.error?.class,
  fingerprint: (record) => record.error?.fingerprint,
};

/** What rules can group by, beside `metadata.<name>`. Not tags: a call can have several. */
export const ALERT_DIMENSIONS: readonly string[] = Object.keys(FIXED_DIMENSIONS);

/** Reads one dimension of a record. Values are cut at 200 UTF-16 units; a record without one gives `(none)`. */
export type DimensionReader = (record: SpanRecord) => string;

/** Whether rules can group by this: one of ALERT_DIMENSIONS or `metadata.<name>`. */
export function isAlertDimension(name: string): boolean {
  return (
    Object.hasOwn(FIXED_DIMENSIONS, name) || (name.startsWith(METADATA) && name.length > METADATA.length)
  );
}

/** The reader of a dimension; of a name that is none it gives `(none)` always. */
export function dimensionReader(name: string): DimensionReader {
  const read = rawReader(name);
  return (record) => {
    const value = read(record);
    if (value === undefined) return NONE_KEY;
    return value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE - 1)}…`;
  };
}

function rawReader(name: string): (record: SpanRecord) => string | undefined {
  if (Object.hasOwn(FIXED_DIMENSIONS, name)) return FIXED_DIMENSIONS[name] ?? (() => undefined);
  if (!name.startsWith(METADATA)) return () => undefined;
  const field = name.slice(METADATA.length);
  return ({ metadata }) => {
    if (metadata === undefined || !Object.hasOwn(metadata, field)) return undefined;
    return String(metadata[field]);
  };
}
