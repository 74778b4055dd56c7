import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import type { Clock } from "@breakwater/core/time/clock";
import { infoIfThere } from "../journal/file-access.ts";
import { nodeFileSystem } from "../journal/file-system.ts";
import { type Journal, JournalPathError, openJournal } from "../journal/journal.ts";
import type { MonitorOptions } from "../options/monitor-options.ts";
import { createHttpSpanSender, type PostTarget, type ServerAddress } from "../ship/http-span-sender.ts";
import { prepareShipping } from "../ship/open-shipper.ts";
import type { Shipper } from "../ship/shipper.ts";
import { StateSender } from "../ship/state-sender.ts";
import { version } from "../version.ts";

/** What the journal and its shipper need of the monitor. */
export interface JournalParts {
  readonly clock: Clock;
  readonly random: () => number;
  onWarning(text: string): void;
  onRotate(): void;
  budgets(): readonly BudgetDefinition[];
}

/** Where records are kept, and who sends them to the server. */
export interface OpenedJournal {
  readonly journal: Journal | undefined;
  readonly shipper: Shipper | undefined;
  /** Tells the server of budgets and alerts. */
  readonly states: StateSender | undefined;
}

/**
 * The journal of the options, when they name a file or a server, and the shipper when they name a server.
 * @throws JournalPathError when the journal cannot be there.
 */
export function openRecords(options: MonitorOptions, parts: JournalParts): OpenedJournal {
  const { logFile, journal: settings = {}, server = false } = options;
  const url = server === false ? undefined : server.url;
  const path = logFile ?? (url === undefined ? undefined : defaultPath(options));
  if (path === undefined) return { journal: undefined, shipper: undefined, states: undefined };
  const { clock, onRotate, onWarning } = parts;
  if (server === false || url === undefined) {
    const journal = openJournal({ ...settings, path, clock, onRotate, onWarning });
    return { journal, shipper: undefined, states: undefined };
  }
  refuseDevice(path);
  const address = { url, key: server.key, project: options.project };
  const shipping = prepareShipping(path, address, parts);
  const journal = openJournal({ ...settings, path, clock, onRotate, onWarning, unsent: shipping.unsent });
  return { journal, shipper: shipping.start(journal), states: openStates(options, address, parts) };
}

const STATES: PostTarget = { path: "v1/monitors", contentType: "application/json" };

function openStates(options: MonitorOptions, address: ServerAddress, parts: JournalParts): StateSender {
  const { service, environment = "production", release } = options;
  const { clock, random, budgets } = parts;
  return new StateSender({
    clock,
    random,
    budgets,
    sender: createHttpSpanSender(address, clock, STATES),
    identity: {
      monitorId: randomBytes(16).toString("hex"),
      environment,
      ...(service !== undefined && { service }),
      ...(release !== undefined && { release }),
      sdkVersion: version,
      startedAt: clock.now(),
    },
  });
}

/** Services that start in one directory do not share a journal, nor the budgets that it restores. */
function defaultPath({ service = "journal" }: MonitorOptions): string {
  return join(".breakwater-journal", `${service.replace(/[^\w.-]/g, "_")}.jsonl`);
}

/** Lines that went to a device are gone: after a server's downtime nothing could be sent. */
function refuseDevice(path: string): void {
  if (!isDevice(path)) return;
  throw new JournalPathError(path, {
    reason: "it is a device, of which nothing can be read again to be sent to the server",
    advice: "Give the path of a regular file, or leave logFile out.",
  });
}

function isDevice(path: string): boolean {
  try {
    return infoIfThere(nodeFileSystem, path)?.kind === "device";
  } catch {
    // Whoever opens it finds out what the matter is, and says so.
    return false;
  }
}
