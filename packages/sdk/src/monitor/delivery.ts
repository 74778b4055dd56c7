import type { NotifyReport } from "@breakwater/notify/notifier";
import type { Journal } from "../journal/journal.ts";
import type { Shipper } from "../ship/shipper.ts";
import type { StateSender } from "../ship/state-sender.ts";
import type { Alerting } from "./alerting.ts";
import { type FlushReport, flushReport, type HealthParts, type ServerReport } from "./flush-report.ts";
import { heldOpen } from "./hold-open.ts";
import type { RecordHub } from "./record-hub.ts";

/** Whatever holds something that is on its way out, and who counts what never got there. */
export interface DeliveryParts {
  readonly hub: RecordHub;
  readonly journal: Journal | undefined;
  readonly alerting: Alerting;
  readonly shipper: Shipper | undefined;
  readonly states: StateSender | undefined;
  openRuns(): number;
  internalErrors(): number;
  /** Lines of the journal that could not be read at the start. */
  badLines(): number;
}

/** Brings out what waits, within a time, and tells what became of it. */
export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /** Tries everything once more, for at most `deadlineMs`. */
  flush(deadlineMs: number): Promise<FlushReport> {
    const { alerting, shipper, states } = this.#parts;
    return this.#bringOut(deadlineMs, () =>
      Promise.all([alerting.flush(deadlineMs), shipper?.flush(deadlineMs), states?.flush(deadlineMs)]),
    );
  }

  /** The same, for the last time: nothing is sent by itself afterwards. */
  close(deadlineMs: number): Promise<FlushReport> {
    const { alerting, shipper, states } = this.#parts;
    return this.#bringOut(deadlineMs, () =>
      Promise.all([alerting.close(deadlineMs), shipper?.close(deadlineMs), states?.close(deadlineMs)]),
    );
  }

  /** The budgets are others now; the server is told. */
  onBudgetsChanged(): void {
    this.#parts.states?.changed();
  }

  /** What is known of losses at this moment. */
  health(): HealthParts {
    const { journal, alerting, openRuns, internalErrors, badLines } = this.#parts;
    return {
      journal: journal?.stats(),
      openRuns: openRuns(),
      internalErrors: internalErrors(),
      badLines: badLines(),
      alerts: alerting.stats(),
      server: this.#server(),
    };
  }

  #server(): ServerReport | undefined {
    const { shipper, states } = this.#parts;
    if (shipper === undefined) return undefined;
    const { pending = 0, dropped = 0 } = states?.stats() ?? {};
    return { ...shipper.report(), pendingAlerts: pending, droppedAlerts: dropped };
  }

  async #bringOut(
    deadlineMs: number,
    send: () => Promise<readonly [NotifyReport, ...unknown[]]>,
  ): Promise<FlushReport> {
    this.#parts.hub.flush();
    this.#parts.journal?.flush();
    const [alerts] = await heldOpen(send(), deadlineMs);
    return flushReport({ ...this.health(), alerts });
  }
}
