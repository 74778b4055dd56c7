import { randomUUID } from "node:crypto";
import type { Clock } from "@breakwater/core/time/clock";
import { nodeFileSystem } from "../journal/file-system.ts";
import type { Journal } from "../journal/journal.ts";
import { systemProcessTable } from "../journal/process-table.ts";
import type { UnsentGuard } from "../journal/prune-segments.ts";
import { journalLayout } from "../journal/segment-names.ts";
import { createHttpSpanSender, type ServerAddress } from "./http-span-sender.ts";
import { LaneSet } from "./lane-set.ts";
import { ShipCounts } from "./ship-counts.ts";
import { Shipper } from "./shipper.ts";
import { UnsentFiles } from "./unsent-files.ts";

/** What shipping needs of the monitor. */
export interface ShippingParts {
  readonly clock: Clock;
  readonly random: () => number;
  onWarning(text: string): void;
}

/** Shipping that waits for its journal: opening one removes old files, which asks `unsent` first. */
export interface PreparedShipping {
  readonly unsent: UnsentGuard;
  start(journal: Pick<Journal, "slot">): Shipper;
}

/** Prepares sending a journal's lines to a server. */
export function prepareShipping(
  path: string,
  address: ServerAddress,
  { clock, random, onWarning }: ShippingParts,
): PreparedShipping {
  const layout = journalLayout(path);
  const files = nodeFileSystem;
  const { origin, pathname } = new URL(address.url);
  const server = `${origin}${pathname}`.replace(/\/$/, "");
  const unsent = new UnsentFiles({ files, layout, server, onWarning });
  const world = { files, clock, processes: systemProcessTable(), newToken: randomUUID };
  return {
    unsent,
    start(journal) {
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
      const sender = createHttpSpanSender(address, clock);
      return new Shipper({ clock, random, sender, lanes, counts });
    },
  };
}
