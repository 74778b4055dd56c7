import { property } from "@breakwater/core/usage/untyped";

/** One request of a public trace: when it arrived and how large it was. */
export interface TracedRequest {
  /** Milliseconds; since the epoch, or since the beginning of the trace. */
  readonly atMs: number;
  /** Cached ones included. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly outputTokens: number;
}

/** Reads the lines of one trace, in order; undefined for a line that is no request. */
export type RequestReader = (line: string) => TracedRequest | undefined;

/** A form in which traces are published. */
export interface TraceFormat {
  readonly name: string;
  /** What the first line looks like. */
  readonly firstLine: string;
  /** Whether the first line is a heading and no request. */
  readonly hasHeading: boolean;
  matches(firstLine: string): boolean;
  /** A reader for one file: some formats remember what came before. */
  reader(): RequestReader;
}

const AZURE_HEADING = "TIMESTAMP,ContextTokens,GeneratedTokens";
const MOONCAKE_LINE = '{"timestamp": 0, "input_length": ..., "output_length": ..., "hash_ids": [...]}';
/** Tokens of one block of Mooncake's prefix cache. */
const MOONCAKE_BLOCK = 512;
/** No request is larger, whatever a file says. */
const MAX_TOKENS = 100_000_000;

/** The traces of Azure's LLM inference service, 2023. Source: the published files of Splitwise (ISCA 2024). */
const azure: TraceFormat = {
  name: "Azure LLM inference trace 2023",
  firstLine: AZURE_HEADING,
  hasHeading: true,
  matches: (firstLine) => firstLine.trim().replace(/^\uFEFF/, "") === AZURE_HEADING,
  reader: () => (line) => {
    const [time = "", input, output] = line.trim().split(",");
    const atMs = utcMs(time);
    const inputTokens = countOf(input);
    const outputTokens = countOf(output);
    if (atMs === undefined || inputTokens === undefined || outputTokens === undefined) return undefined;
    return { atMs, inputTokens, cacheReadTokens: 0, outputTokens };
  },
};

/**
 * The traces of Moonshot's Mooncake. A prompt is told as ids of blocks; a block whose id came before is in the cache
 * when all blocks before it are. Source: the published files of Mooncake (FAST 2025).
 */
const mooncake: TraceFormat = {
  name: "Mooncake trace",
  firstLine: MOONCAKE_LINE,
  hasHeading: false,
  matches: (firstLine) => readMooncake(firstLine, new Set()) !== undefined,
  reader: () => {
    const seen = new Set<number>();
    return (line) => readMooncake(line, seen);
  },
};

/** All formats that are understood. */
export const TRACE_FORMATS: readonly TraceFormat[] = [azure, mooncake];

function readMooncake(line: string, seen: Set<number>): TracedRequest | undefined {
  const value = parsed(line);
  const atMs = property(value, "timestamp");
  const inputTokens = countOf(property(value, "input_length"));
  const outputTokens = countOf(property(value, "output_length"));
  const blocks = property(value, "hash_ids");
  if (typeof atMs !== "number" || !(atMs >= 0 && atMs < 1e13)) return undefined;
  if (inputTokens === undefined || outputTokens === undefined || !Array.isArray(blocks)) return undefined;
  const ids = blocks.filter((id): id is number => Number.isSafeInteger(id));
  const firstNew = ids.findIndex((id) => !seen.has(id));
  const cachedBlocks = firstNew === -1 ? ids.length : firstNew;
  for (const id of ids) seen.add(id);
  return {
    atMs,
    inputTokens,
    cacheReadTokens: Math.min(inputTokens, cachedBlocks * MOONCAKE_BLOCK),
    outputTokens,
  };
}

/** `2023-11-16 18:17:03.9799600`, which is UTC, to the microsecond. */
function utcMs(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,9})?$/.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(ms) ? undefined : ms + Math.round(Number(match?.[3] ?? 0) * 1e6) / 1000;
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count !== "number" || !Number.isInteger(count)) return undefined;
  return count >= 0 && count <= MAX_TOKENS ? count : undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
