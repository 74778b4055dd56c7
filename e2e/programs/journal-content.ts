import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { SpanRecord, TokenUsage } from "@breakwater/core/record/span-record";

/** The model calls of a journal, by the id that the calling application gave them. */
export interface JournalContent {
  readonly running: ReadonlyMap<string, SpanRecord>;
  readonly ended: ReadonlyMap<string, SpanRecord>;
  readonly abandoned: ReadonlyMap<string, SpanRecord>;
  readonly lines: number;
}

/** Reads all files of a journal. @throws Error when a line is no record, or two lines say the same of one call. */
export function readCalls(path: string): JournalContent {
  const running = new Map<string, SpanRecord>();
  const ended = new Map<string, SpanRecord>();
  const abandoned = new Map<string, SpanRecord>();
  let lines = 0;
  for (const line of linesOf(path)) {
    lines += 1;
    const decoded = decodeRecord(line);
    if (!decoded.ok) throw new Error(`no record: ${line}`);
    const { record } = decoded;
    const id = String(record.metadata?.["callId"]);
    const place = { running, abandoned, ok: ended }[record.status as "running" | "abandoned" | "ok"];
    if (place === undefined) throw new Error(`unexpected status: ${line}`);
    if (place.has(id)) throw new Error(`told twice: ${line}`);
    place.set(id, record);
  }
  return { running, ended, abandoned, lines };
}

/** The lines of `production.jsonl` and of all files beside it that are named after it, in no order. */
function linesOf(path: string): string[] {
  const directory = dirname(path);
  const names = readdirSync(directory).filter((name) => /^production\..*jsonl$/.test(name));
  const texts = names.map((name) => readFileSync(join(directory, name), "utf8"));
  if (texts.some((text) => text !== "" && !text.endsWith("\n"))) throw new Error("a line is torn");
  return texts.flatMap((text) => text.split("\n").slice(0, -1));
}

/** What the stub's log says it served in full: usage by the calling application's id. */
export function readServed(servedLog: string): Map<string, TokenUsage> {
  const served = new Map<string, TokenUsage>();
  for (const line of readFileSync(servedLog, "utf8").trimEnd().split("\n")) {
    const call = JSON.parse(line) as { completed: boolean; usage?: TokenUsage; body: unknown };
    const id = /Call (\S+), please/.exec(JSON.stringify(call.body))?.[1];
    if (call.completed && call.usage !== undefined && id !== undefined) served.set(id, call.usage);
  }
  return served;
}

/** By hand: gpt-4o at 2.50 and 10 dollars per million tokens is 2,500 and 10,000 nano-dollars a token. */
export function handPrice({ inputTokens, outputTokens }: TokenUsage): number {
  return inputTokens * 2_500 + outputTokens * 10_000;
}

/** The newest record of every call: its end, else that it was given up, else its start. */
export function newestRecords({ running, ended, abandoned }: JournalContent): SpanRecord[] {
  return [...new Map([...running, ...abandoned, ...ended]).values()];
}
