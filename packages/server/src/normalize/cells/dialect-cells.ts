import type { Attributes, OtlpSpan } from "../../ingest/otlp/otlp-span.ts";

/** Every fact that dialects tell, as the rows of the table of dialects. */
export const FACTS = [
  ...["operation", "provider", "model asked", "model answered"],
  ...["input tokens", "output tokens", "total tokens", "cache read", "cache write", "reasoning", "audio"],
  ...["cost", "first token", "stream", "finish", "response id"],
  ...["session", "user", "tags and metadata", "environment and release"],
  ...["input and output", "tool", "agent", "error", "service tier"],
] as const;

/** Name of a fact. */
export type FactName = (typeof FACTS)[number];

/** One cell of the table: what a span carries, and the fields of the record (and the reported cost) that come of it. */
export type DialectCell = readonly [
  fact: FactName,
  attributes: Attributes,
  fields: Readonly<Record<string, unknown>>,
  span?: Partial<OtlpSpan>,
];

/** One column of the table. */
export interface DialectCells {
  /** Name of the dialect. */
  readonly dialect: string;
  /** What each of its calls carries. */
  readonly call: Attributes;
  readonly scopeName?: string;
  readonly cells: readonly DialectCell[];
  /** What it has no name for. */
  readonly untold: readonly FactName[];
}

/** When every span of the table starts, in nanoseconds since the epoch. */
export const STARTED = 1_768_478_400_000_000_000n;

/** An event on a span of the table, some milliseconds after its start. */
export function eventAt(name: string, ms: number, attributes: Attributes = {}) {
  return { name, timeUnixNano: STARTED + BigInt(ms) * 1_000_000n, attributes };
}
