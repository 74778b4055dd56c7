import { randomUUID } from "node:crypto";
import { createFakeClock, type FakeClock } from "@breakwater/testkit/fake-clock";
import type { Journal } from "../../journal/journal.ts";
import { systemProcessTable } from "../../journal/process-table.ts";
import { journalLayout } from "../../journal/segment-names.ts";
import { createJournalRig, type JournalRig } from "../../journal/testing/journal-rig.ts";
import { LaneSet } from "../lane-set.ts";
import { ShipCounts } from "../ship-counts.ts";
import { Shipper } from "../shipper.ts";
import type { SendOutcome } from "../span-sender.ts";
import { UnsentFiles } from "../unsent-files.ts";

/** A journal in a directory of its own, and a server that answers as a test says. */
export interface ShipRig extends JournalRig<FakeClock> {
  /** Numbers of the lines of each request, in order. */
  readonly requests: number[][];
  /** Numbers of the lines that were answered as stored. */
  readonly stored: number[];
  readonly unsent: UnsentFiles;
  /** Decides on a request; stores by default. */
  respond: (numbers: readonly number[]) => SendOutcome | Promise<SendOutcome>;
  /** Starts a shipper of the journal's slot, with no randomness in its waits; the rig closes it. */
  ship(journal: Pick<Journal, "slot">, server?: string): Shipper;
}

/** Makes a rig. Lines are those of `numberedLine`. */
export function createShipRig(): ShipRig {
  const clock = createFakeClock();
  const base = createJournalRig(clock);
  const layout = journalLayout(base.path);
  const requests: number[][] = [];
  const stored: number[] = [];
  const shippers: Shipper[] = [];
  const onWarning = (text: string): void => {
    base.warnings.push(text);
  };
  const world = { files: base.disk, clock, processes: systemProcessTable(), newToken: randomUUID };
  const unsent = new UnsentFiles({ files: base.disk, layout, server: "http://server", onWarning });
  const sender = {
    async send(lines: Buffer, count: number): Promise<SendOutcome> {
      const numbers = lines.toString("utf8").split("\n").filter(Boolean).map(numberOf);
      if (numbers.length !== count) throw new Error(`${numbers.length} lines were called ${count}`);
      requests.push(numbers);
      const outcome = await rig.respond(numbers);
      if (outcome.type === "stored") stored.push(...numbers);
      return outcome;
    },
    close() {},
  };
  const rig: ShipRig = {
    ...base,
    requests,
    stored,
    unsent,
    respond: () => ({ type: "stored" }),
    ship(journal, server = "http://server") {
      const lanes = new LaneSet({
        world,
        layout,
        journal,
        server,
        onOversized: (lines) => counts.onOversized(lines),
        onCheckpointFailed: (error) => counts.onCheckpointFailed(error),
      });
      const removedUnsent = () => unsent.removed;
      const counts = new ShipCounts({ clock, url: server, lanes, removedUnsent, onWarning });
      const shipper = new Shipper({ clock, random: () => 1, sender, lanes, counts });
      shippers.push(shipper);
      return shipper;
    },
    async remove() {
      rig.respond = () => ({ type: "stored" });
      for (const shipper of shippers) void shipper.close(0);
      base.remove();
    },
  };
  return rig;
}

function numberOf(line: string): number {
  const { n } = JSON.parse(line) as { n: number };
  return n;
}
