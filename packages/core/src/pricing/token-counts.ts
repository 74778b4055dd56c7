import type { TokenUsage } from "../record/span-record.ts";

/** More tokens than any one call can have; larger counts are garbage. Keeps amounts below 2^53 nano-dollars. */
const MAX_TOKENS_PER_CALL = 10_000_000_000;

/** A call's tokens, each counted in exactly one field. */
export interface TokenCounts {
  /** All input, for the choice of the price tier. */
  inputTotal: number;
  text: number;
  audio: number;
  cacheRead: number;
  cacheReadAudio: number;
  /** Cache writes of the default lifetime. */
  cacheWrite: number;
  cacheWrite1h: number;
  output: number;
  reasoning: number;
  outputAudio: number;
  /** Oddities that were mended; undefined when there were none. */
  flags: string[] | undefined;
}

/** Names of the fields of `TokenCounts` that are billed as input, and as output. */
export const INPUT_LEAVES = [
  "text",
  "audio",
  "cacheRead",
  "cacheReadAudio",
  "cacheWrite",
  "cacheWrite1h",
] as const;
export const OUTPUT_LEAVES = ["output", "reasoning", "outputAudio"] as const;
export type TokenLeaf = (typeof INPUT_LEAVES)[number] | (typeof OUTPUT_LEAVES)[number];

/**
 * Splits a usage into disjoint counts. Never negative, never more than the totals: a part that exceeds its whole
 * is cut and flagged (`cache_exceeds_input`, `reasoning_exceeds_output`, ...), a count that is no non-negative
 * integer is mended and flagged `token_count_invalid`. Where cached audio is not told apart, text is taken to
 * have been cached first.
 */
export function tokenCounts(usage: TokenUsage): TokenCounts {
  const counts: TokenCounts = {
    inputTotal: 0,
    text: 0,
    audio: 0,
    cacheRead: 0,
    cacheReadAudio: 0,
    cacheWrite: 0,
    cacheWrite1h: 0,
    output: 0,
    reasoning: 0,
    outputAudio: 0,
    flags: undefined,
  };
  splitInput(usage, counts);
  splitOutput(usage, counts);
  return counts;
}

function splitInput(usage: TokenUsage, counts: TokenCounts): void {
  const input = wholeCount(usage.inputTokens, counts);
  const reads = wholeCount(usage.cacheReadTokens, counts);
  const longWrites = wholeCount(usage.cacheWrite1hTokens, counts);
  let writes = wholeCount(usage.cacheWriteTokens, counts);
  if (longWrites > writes) {
    if (usage.cacheWriteTokens !== undefined) addFlag(counts, "cache_write_1h_exceeds_write");
    writes = longWrites;
  }
  if (reads + writes > input) addFlag(counts, "cache_exceeds_input");
  writes = Math.min(writes, input);
  const cacheRead = Math.min(reads, input - writes);
  const uncached = input - writes - cacheRead;
  const audio = atMost(wholeCount(usage.inputAudioTokens, counts), input, () =>
    addFlag(counts, "audio_exceeds_input"),
  );
  counts.inputTotal = input;
  counts.audio = Math.min(audio, uncached);
  counts.text = uncached - counts.audio;
  counts.cacheReadAudio = Math.min(audio - counts.audio, cacheRead);
  counts.cacheRead = cacheRead - counts.cacheReadAudio;
  counts.cacheWrite1h = Math.min(longWrites, writes);
  counts.cacheWrite = writes - counts.cacheWrite1h;
}

function splitOutput(usage: TokenUsage, counts: TokenCounts): void {
  const output = wholeCount(usage.outputTokens, counts);
  const reasoning = atMost(wholeCount(usage.reasoningTokens, counts), output, () =>
    addFlag(counts, "reasoning_exceeds_output"),
  );
  const audio = atMost(wholeCount(usage.outputAudioTokens, counts), output - reasoning, () =>
    addFlag(counts, "audio_exceeds_output"),
  );
  counts.reasoning = reasoning;
  counts.outputAudio = audio;
  counts.output = output - reasoning - audio;
}

/** `value` as a count of tokens: fractions rounded up, anything else that is not a count becomes 0 or the maximum. */
export function mendedCount(value: number): number {
  if (!(value > 0)) return 0;
  return Math.min(Math.ceil(value), MAX_TOKENS_PER_CALL);
}

function wholeCount(value: number | undefined, counts: TokenCounts): number {
  if (value === undefined) return 0;
  if (Number.isInteger(value) && value >= 0 && value <= MAX_TOKENS_PER_CALL) return value;
  addFlag(counts, "token_count_invalid");
  return mendedCount(value);
}

function atMost(value: number, limit: number, onCut: () => void): number {
  if (value <= limit) return value;
  onCut();
  return limit;
}

/** Notes an oddity once. */
export function addFlag(counts: TokenCounts, name: string): void {
  if (counts.flags === undefined) counts.flags = [name];
  else if (!counts.flags.includes(name)) counts.flags.push(name);
}
