import { openJournal } from "../journal.ts";

/**
 * A process that appends lines, for the tests of several processes: `journal-writer.ts <path> <name> <lines>
 * <maxFileBytes>`. Prints the file it owns, then `done`; with `Infinity` lines it goes on until it is killed, printing
 * the number of each line that is written.
 */
const [, , path = "", writer = "", lines = "", maxFileBytes = ""] = process.argv;
const journal = openJournal({
  path,
  clock: {
    now: () => Date.now(),
    setTimer: (run, delayMs) => setTimeout(run, delayMs).unref(),
    clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
  maxFileBytes: Number(maxFileBytes),
  onWarning: (text) => process.stderr.write(`${text}\n`),
});
process.stdout.write(`${journal.file}\n`);

function append(number: number): void {
  journal.append(JSON.stringify({ writer, n: number, fill: "é".repeat((number * 37) % 400) }));
}

const count = Number(lines);
if (Number.isFinite(count)) {
  for (let number = 0; number < count; number += 1) append(number);
  journal.close();
  process.stdout.write("done\n");
} else {
  let number = 0;
  const batch = (): void => {
    for (const end = number + 50; number < end; number += 1) append(number);
    process.stdout.write(`${number}\n`);
    setImmediate(batch);
  };
  batch();
}
