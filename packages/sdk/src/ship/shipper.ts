import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import { type BatchLimits, type BatchSize, capped, FIRST_LIMITS, grown, shrunk } from "./batch-limits.ts";
import type { LaneSet } from "./lane-set.ts";
import { retryDelayMs, slowDelayMs } from "./ship-backoff.ts";
import { bytesOf, endOf, halvesOf, recordsIn, type ShipBatch } from "./ship-batch.ts";
import type { ShipCounts } from "./ship-counts.ts";
import type { ShipLane } from "./ship-lane.ts";
import type { ShippingReport } from "./shipping-report.ts";
import type { SendOutcome, SpanSender } from "./span-sender.ts";

/** New records wait for company this long; a call is on the dashboard within a second of its end. */
const GATHER_MS = 200;
/** How often idle lanes show life, and are looked through for what came without a call of `wake`. */
const TICK_MS = 10_000;

/** What a shipper works with. */
export interface ShipperParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sender: SpanSender;
  readonly lanes: LaneSet;
  readonly counts: ShipCounts;
}

/** Why a round ended: nothing is left; or the server, or the disk, was not ready for more. */
type RoundEnd =
  | { readonly type: "drained" | "closed" }
  | { readonly type: "paused"; readonly delayMs: number; readonly isBusy: boolean };

type SendFailure = Extract<SendOutcome, { type: "busy" | "unreachable" | "timeout" | "refused" }>;

/**
 * Sends the journal's lines to a server, one request at a time, and moves each slot's checkpoint on when the server has
 * stored them. Holds one batch in memory, whatever waits in the files. No method throws or rejects.
 */
export class Shipper {
  readonly #parts: ShipperParts;
  #limits: BatchLimits = FIRST_LIMITS;
  #failures = 0;
  #round: Promise<RoundEnd> | undefined;
  #next: TimerHandle | undefined;
  #tick: TimerHandle;
  /** Lines were written after the running round may have looked for the last time. */
  #isWoken = false;
  #isClosed = false;

  constructor(parts: ShipperParts) {
    this.#parts = parts;
    this.#tick = this.#tickLater();
    this.wake();
  }

  /** Lines were written. While the server is away they wait for its turn. */
  wake(): void {
    if (this.#round !== undefined) this.#isWoken = true;
    else if (this.#next === undefined) this.#later(GATHER_MS);
  }

  /**
   * Sends what waits, at once, even when the server was away a moment ago. Resolves when all is sent, the server cannot
   * be reached or refuses, or the time is up; while it is only busy, it is asked again.
   */
  async flush(deadlineMs: number): Promise<ShippingReport> {
    const { clock, counts } = this.#parts;
    const { promise: isLate, resolve } = Promise.withResolvers<void>();
    const deadline = { atMs: clock.now() + deadlineMs, timer: clock.setTimer(resolve, deadlineMs) };
    await Promise.race([this.#drain(deadline.atMs), isLate]);
    clock.clearTimer(deadline.timer);
    return counts.report();
  }

  /** Flushes for the last time, breaks off what is still being sent, and lets others send the rest. */
  async close(deadlineMs: number): Promise<ShippingReport> {
    const { clock, sender, lanes, counts } = this.#parts;
    if (!this.#isClosed) await this.flush(deadlineMs);
    const report = counts.report();
    this.#isClosed = true;
    for (const timer of [this.#tick, this.#next]) if (timer !== undefined) clock.clearTimer(timer);
    sender.close();
    lanes.release();
    return report;
  }

  report(): ShippingReport {
    return this.#parts.counts.report();
  }

  async #drain(untilMs: number): Promise<void> {
    const { clock } = this.#parts;
    // What runs already began before the newest lines were written.
    await this.#round;
    while (!this.#isClosed) {
      const end = await this.#start();
      if (end.type !== "paused" || !end.isBusy || clock.now() + end.delayMs >= untilMs) return;
      await new Promise<void>((resolve) => clock.setTimer(resolve, end.delayMs));
    }
  }

  #later(delayMs: number): void {
    const { clock } = this.#parts;
    if (this.#isClosed) return;
    if (this.#next !== undefined) clock.clearTimer(this.#next);
    this.#next = clock.setTimer(() => {
      this.#next = undefined;
      void this.#start();
    }, delayMs);
  }

  #tickLater(): TimerHandle {
    return this.#parts.clock.setTimer(() => {
      if (this.#isClosed) return;
      this.#parts.lanes.beat();
      this.wake();
      this.#tick = this.#tickLater();
    }, TICK_MS);
  }

  /** Begins a round, or joins the one that runs. */
  #start(): Promise<RoundEnd> {
    if (this.#round !== undefined) return this.#round;
    this.#isWoken = false;
    this.#round = this.#runRound().then((end) => {
      this.#round = undefined;
      if (end.type === "paused") this.#later(end.delayMs);
      else if (this.#isWoken) this.#later(GATHER_MS);
      return end;
    });
    return this.#round;
  }

  async #runRound(): Promise<RoundEnd> {
    const { lanes, counts, random } = this.#parts;
    try {
      lanes.refresh();
      for (const lane of lanes.all) {
        const end = await this.#shipLane(lane);
        if (end !== undefined) return end;
      }
      return { type: "drained" };
    } catch (error) {
      counts.onDiskError(error);
      return { type: "paused", delayMs: slowDelayMs(random()), isBusy: false };
    }
  }

  /** Undefined when the lane is empty, or another process's to send. */
  async #shipLane(lane: ShipLane): Promise<RoundEnd | undefined> {
    if (this.#isClosed) return { type: "closed" };
    if (!lane.hold()) return undefined;
    for (let batch = lane.next(this.#limits); batch !== undefined; batch = lane.next(this.#limits)) {
      const end = await this.#shipBatch(lane, batch);
      if (end !== undefined) return end;
    }
    if (!lane.isOwn) lane.release();
    return undefined;
  }

  /** A batch with something malformed in it goes out in halves, down to the line that is at fault. */
  async #shipBatch(lane: ShipLane, whole: ShipBatch): Promise<RoundEnd | undefined> {
    const waiting = [whole];
    for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
      const size = { bytes: bytesOf(batch).length, records: recordsIn(batch) };
      const outcome = await this.#parts.sender.send(bytesOf(batch), size.records);
      const halves = halvesOf(batch);
      if (outcome.type === "stored") this.#onStored(size);
      else if (outcome.type === "malformed" && halves !== undefined) {
        waiting.push(...halves.toReversed());
        continue;
      } else if (outcome.type === "too-large" && halves !== undefined) {
        // What is read next is smaller, and begins here again.
        this.#limits = capped(this.#limits, size);
        return undefined;
      } else if (outcome.type === "malformed" || outcome.type === "too-large") {
        this.#parts.counts.onDeadLetter(lane, { ...outcome, bytes: bytesOf(batch) });
      } else return this.#pause(outcome, size);
      lane.commit(endOf(batch));
      if (this.#isClosed) return { type: "closed" };
    }
    return undefined;
  }

  #onStored({ records }: BatchSize): void {
    this.#failures = 0;
    this.#limits = grown(this.#limits);
    this.#parts.counts.onStored(records);
  }

  #pause(failure: SendFailure, size: BatchSize): RoundEnd {
    const { counts, random } = this.#parts;
    if (this.#isClosed) return { type: "closed" };
    counts.onFailure(failure);
    if (failure.type === "refused") return { type: "paused", delayMs: slowDelayMs(random()), isBusy: false };
    this.#failures += 1;
    // A body that is too much for something on the way may show as a connection that breaks.
    if (failure.type !== "busy") this.#limits = shrunk(this.#limits, size);
    const delayMs = retryDelayMs(this.#failures, { random: random(), askedMs: failure.retryAfterMs });
    return { type: "paused", delayMs, isBusy: failure.type === "busy" };
  }
}
