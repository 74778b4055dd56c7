import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { Clock } from "@breakwater/core/time/clock";
import { explainFileError } from "../journal/journal-path-error.ts";
import { deadLetterPath } from "./dead-letters.ts";
import type { LaneSet } from "./lane-set.ts";
import type { ShipLane } from "./ship-lane.ts";
import type { ShippingReport } from "./shipping-report.ts";
import type { SendOutcome } from "./span-sender.ts";

/** What the counts are told besides. */
export interface ShipCountsParts {
  readonly clock: Clock;
  /** Address of the server, without secrets. */
  readonly url: string;
  readonly lanes: Pick<LaneSet, "pendingBytes">;
  /** Files that retention removed too early. */
  removedUnsent(): ShippingReport["removedUnsent"];
  onWarning(text: string): void;
}

/** Why a line is put aside. */
export interface RefusedLine {
  readonly type: "malformed" | "too-large";
  readonly reason: string;
  readonly bytes: Buffer;
}

/** Knows what became of records, and says each trouble once until it is over. */
export class ShipCounts {
  readonly #parts: ShipCountsParts;
  readonly #deadLettered: Record<string, number> = {};
  readonly #said = new Set<string>();
  #acknowledged = 0;
  #trouble: { readonly state: "waiting" | "refused"; readonly reason: string } | undefined;
  #pendingBytes = 0;

  constructor(parts: ShipCountsParts) {
    this.#parts = parts;
  }

  onStored(records: number): void {
    this.#acknowledged += records;
    this.#trouble = undefined;
    for (const subject of ["waiting", "refused", "disk"]) this.#said.delete(subject);
  }

  onFailure({ type, reason }: Exclude<SendOutcome, { type: "stored" }>): void {
    const state = type === "refused" ? "refused" : "waiting";
    this.#trouble = { state, reason };
    const advice =
      state === "refused"
        ? "Correct server.url or server.key."
        : "They are sent when it takes them again, after a restart too.";
    this.#sayOnce(state, `takes no records: ${reason}. They wait in the journal. ${advice}`);
  }

  onDiskError(error: unknown): void {
    const { reason, advice } = explainFileError(error);
    this.#trouble = { state: "waiting", reason: `the journal cannot be read: ${reason}` };
    this.#sayOnce("disk", `gets no records, as the journal cannot be read: ${reason}. ${advice}`);
  }

  onCheckpointFailed(error: unknown): void {
    const { reason, advice } = explainFileError(error);
    const text = "records may be sent again after a restart (they count once): the place cannot be saved";
    this.#sayOnce("checkpoint", `${text}: ${reason}. ${advice}`);
  }

  onOversized(lines: number): void {
    this.#count("oversized", lines);
    this.#sayOnce("oversized", "lines over 8 MiB in the journal are not sent; they are counted.");
  }

  /** Puts a line aside that the server will not take, counts it, and says so for the first one. */
  onDeadLetter(lane: ShipLane, { type, reason, bytes }: RefusedLine): void {
    const line = bytes.toString("utf8").trim();
    const decoded = type === "malformed" ? decodeRecord(line) : undefined;
    const at = new Date(this.#parts.clock.now()).toISOString();
    const why = decoded?.ok === false ? decoded.reason : reason;
    const isKept = lane.putAside({ at, reason: why, line });
    this.#count(type === "too-large" ? "too_large" : "malformed", 1);
    const place = isKept ? `lie in ${deadLetterPath(lane.activeFile)}` : "are not kept, for want of room";
    this.#sayOnce(`dead letter ${isKept}`, `does not take a record (${why}). Such records ${place}.`);
  }

  report(): ShippingReport {
    return {
      url: this.#parts.url,
      state: this.#trouble?.state ?? "ok",
      ...(this.#trouble && { reason: this.#trouble.reason }),
      acknowledged: this.#acknowledged,
      pendingBytes: this.#measurePending(),
      deadLettered: { ...this.#deadLettered },
      removedUnsent: this.#parts.removedUnsent(),
    };
  }

  #measurePending(): number {
    try {
      this.#pendingBytes = this.#parts.lanes.pendingBytes();
    } catch {
      // A disk that cannot be read just now: the last measure is the best there is.
    }
    return this.#pendingBytes;
  }

  #count(reason: string, lines: number): void {
    this.#deadLettered[reason] = (this.#deadLettered[reason] ?? 0) + lines;
  }

  #sayOnce(subject: string, text: string): void {
    if (this.#said.has(subject)) return;
    this.#said.add(subject);
    this.#parts.onWarning(`Server ${this.#parts.url}: ${text}`);
  }
}
