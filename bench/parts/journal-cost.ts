import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { openJournal } from "../../packages/sdk/src/journal/journal.ts";
import { createSystemClock } from "../../packages/sdk/src/time/system-clock.ts";
import { finishedRecord } from "./finished-record.ts";
import { nanosecondsEach } from "./nanoseconds-each.ts";

const LINES = 100_000;

/** One record encoded and appended to the journal, in nanoseconds, and the length of its line. */
export function journalCost(folder: string): { appendNs: number; lineBytes: number } {
  const journal = openJournal({
    path: join(folder, "append.jsonl"),
    clock: createSystemClock(),
    onWarning: (text) => console.error(text),
  });
  const record = finishedRecord(1, Date.now());
  const append = () => {
    for (let index = 0; index < LINES; index += 1) journal.append(encodeRecord(record));
  };
  append();
  const appendNs = nanosecondsEach(LINES, append);
  journal.close();
  return { appendNs, lineBytes: encodeRecord(record).length + 1 };
}
