import type { TimerHandle } from "@breakwater/core/time/clock";
import { type JournalPosition, writeCheckpoint } from "./checkpoint-file.ts";
import type { Journal, JournalDropReason, JournalStats } from "./journal-contract.ts";
import { explainFileError } from "./journal-path-error.ts";
import { type JournalSource, journalSources } from "./journal-sources.ts";
import { JournalWarnings } from "./journal-warnings.ts";
import { MAX_LINE_BYTES } from "./line-reader.ts";
import { RetryQueue } from "./retry-queue.ts";
import { SlotHolder, type SlotHolderOptions } from "./slot-holder.ts";

const RETRY_MS = 1000;
const HEARTBEAT_MS = 5000;

/** A journal's options with every default filled in. */
export interface FileJournalSettings extends Omit<SlotHolderOptions, "warnings" | "onRotated"> {
  readonly maxQueuedBytes: number;
  readonly maxQueuedLines: number;
  onWarning(text: string): void;
  readonly onRotate?: () => void;
}

/** Writes to its slot's file; while the disk refuses, to a bounded queue. Invariant: queued lines precede new ones. */
export class FileJournal implements Journal {
  readonly #settings: FileJournalSettings;
  readonly #warnings: JournalWarnings;
  readonly #holder: SlotHolder;
  readonly #queue: RetryQueue;
  readonly #dropped: Record<JournalDropReason, number> = { queue_full: 0, line_too_long: 0, closed: 0 };
  #heartbeat: TimerHandle | undefined;
  #retry: TimerHandle | undefined;
  /** Since when the disk refuses, and how many lines had been dropped by then. */
  #degraded: { readonly sinceMs: number; readonly droppedBefore: number } | undefined;
  #lastTryMs = 0;
  #lastError: string | undefined;
  #oversizedLines = 0;
  #isClosed = false;

  constructor(settings: FileJournalSettings) {
    this.#settings = settings;
    this.#warnings = new JournalWarnings((text) => settings.onWarning(text));
    this.#holder = new SlotHolder({
      ...settings,
      warnings: this.#warnings,
      onRotated: () => this.#announceRotation(),
    });
    this.#queue = new RetryQueue({ maxLines: settings.maxQueuedLines, maxBytes: settings.maxQueuedBytes });
  }

  /** Takes a slot. Throws when the path or the disk refuses. */
  start(): void {
    this.#holder.claim();
    this.#beatLater();
  }

  /** Goes on without a file until the disk accepts one. */
  startDegraded(error: unknown): void {
    this.#degrade(error);
    this.#beatLater();
  }

  get file(): string {
    return this.#holder.path;
  }

  get slot(): number | undefined {
    return this.#holder.slot;
  }

  append(line: string): void {
    if (this.#isClosed) this.#dropped.closed += 1;
    else if (isTooLong(line)) this.#refuse();
    else this.#write(line);
  }

  appendAll(lines: readonly string[]): void {
    const taken = lines.length > 1 && !lines.some(isTooLong) ? this.#writeTogether(lines) : 0;
    for (const line of lines.slice(taken)) this.append(line);
  }

  checkpoint(state: unknown): void {
    const position = this.#position();
    if (position === undefined) return;
    try {
      writeCheckpoint(this.#settings.world.files, this.file, { ...position, state });
      this.#warnings.forget("checkpoint");
    } catch (error) {
      this.#warnings.once("checkpoint", this.file, { text: "the checkpoint could not be saved", error });
    }
  }

  sources(): JournalSource[] {
    const { layout, world } = this.#settings;
    const onOversized = (): void => {
      this.#oversizedLines += 1;
    };
    try {
      return journalSources(world, { files: world.files, layout, onOversized }, this.#holder.slot);
    } catch (error) {
      this.#warnings.once("sources", this.file, { text: "earlier lines cannot be read", error });
      return [];
    }
  }

  flush(): void {
    if (this.#degraded !== undefined && !this.#isClosed) this.#recover();
  }

  stats(): JournalStats {
    const partial = this.#holder.file?.partialLine;
    return {
      file: this.file,
      writtenLines: this.#holder.written.lines,
      writtenBytes: this.#holder.written.bytes,
      queuedLines: this.#queue.length + (partial === undefined ? 0 : 1),
      queuedBytes: this.#queue.bytes + (partial === undefined ? 0 : Buffer.byteLength(partial) + 1),
      dropped: { ...this.#dropped },
      repairedBytes: this.#holder.repairedBytes,
      oversizedLines: this.#oversizedLines,
      isDegraded: this.#degraded !== undefined,
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }

  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    const { clock } = this.#settings.world;
    for (const timer of [this.#heartbeat, this.#retry]) if (timer !== undefined) clock.clearTimer(timer);
    this.#releaseSlot();
    this.#dropped.closed += this.#queue.clear();
  }

  /** To the disk when it takes it, to the queue otherwise. */
  #write(line: string): void {
    if (this.#degraded !== undefined && this.#isRetryDue()) this.#recover();
    const file = this.#holder.file;
    if (this.#degraded !== undefined || file === undefined) {
      this.#enqueue(line);
      return;
    }
    const failure = file.write(line);
    if (failure === undefined) return;
    if (!failure.isLineKept) this.#enqueue(line);
    this.#degrade(failure.error);
  }

  #writeTogether(lines: readonly string[]): number {
    const { file } = this.#holder;
    if (this.#isClosed || this.#degraded !== undefined || file === undefined) return 0;
    const { taken, failure } = file.writeAll(lines);
    if (failure !== undefined) this.#degrade(failure);
    return taken;
  }

  #enqueue(line: string): void {
    if (!this.#queue.push(line)) this.#dropped.queue_full += 1;
  }

  #refuse(): void {
    this.#dropped.line_too_long += 1;
    this.#warnings.once("line_too_long", this.file, {
      text: "a line over 8 MiB was not written; such lines are dropped and counted",
    });
  }

  /** Where the next line will begin; undefined while that is not known. */
  #position(): JournalPosition | undefined {
    if (this.#isClosed) return undefined;
    this.#holdSlot();
    if (this.#degraded !== undefined && this.#isRetryDue()) this.#recover();
    if (this.#degraded !== undefined) return undefined;
    try {
      return this.#holder.file?.position();
    } catch (error) {
      this.#degrade(error);
      return undefined;
    }
  }

  /** Moves to another slot when another process took this one's over. */
  #holdSlot(): void {
    if (this.#holder.beat()) return;
    this.#warnings.say(this.file, "another process has taken this file over; going on in one of its own.");
    this.#releaseSlot();
    this.#attempt(() => this.#holder.claim());
  }

  /** A line whose beginning stays behind in the slot's file becomes the first to be written elsewhere. */
  #releaseSlot(): void {
    const partial = this.#holder.release();
    if (partial !== undefined) this.#queue.putBack(partial);
  }

  #beatLater(): void {
    this.#heartbeat = this.#settings.world.clock.setTimer(() => {
      this.#holdSlot();
      // Looks at the path as well: a file deleted or moved from outside is noticed here and opened anew.
      if (this.#degraded === undefined) this.#attempt(() => this.#holder.file?.prepare());
      if (!this.#isClosed) this.#beatLater();
    }, HEARTBEAT_MS);
  }

  #attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#degrade(error);
    }
  }

  #isRetryDue(): boolean {
    // A clock that was set back must not put the next attempt off.
    return Math.abs(this.#settings.world.clock.now() - this.#lastTryMs) >= RETRY_MS;
  }

  #degrade(error: unknown): void {
    const { reason, advice } = explainFileError(error);
    this.#lastError = reason;
    if (this.#degraded !== undefined) return;
    const { world, maxQueuedLines } = this.#settings;
    this.#lastTryMs = world.clock.now();
    this.#degraded = { sinceMs: this.#lastTryMs, droppedBefore: this.#dropped.queue_full };
    this.#retryLater();
    this.#warnings.say(
      this.file,
      `cannot be written: ${reason}. ${advice} ` +
        `Until then up to ${maxQueuedLines} lines wait in memory; further ones are dropped and counted.`,
    );
  }

  #retryLater(): void {
    const { clock } = this.#settings.world;
    if (this.#retry !== undefined) clock.clearTimer(this.#retry);
    this.#retry = clock.setTimer(() => {
      this.#retry = undefined;
      if (this.#degraded !== undefined && this.#isRetryDue()) this.#recover();
      if (this.#degraded !== undefined && this.#retry === undefined && !this.#isClosed) this.#retryLater();
    }, RETRY_MS);
  }

  /** Tries the disk: first what waits, oldest first. */
  #recover(): void {
    const degraded = this.#degraded;
    this.#lastTryMs = this.#settings.world.clock.now();
    try {
      const file = this.#holder.claim();
      file.prepare();
      for (let line = this.#queue.peek(); line !== undefined; line = this.#queue.peek()) {
        const failure = file.write(line);
        if (failure === undefined || failure.isLineKept) this.#queue.shift();
        if (failure !== undefined) throw failure.error;
      }
    } catch (error) {
      this.#lastError = explainFileError(error).reason;
      return;
    }
    this.#degraded = undefined;
    if (degraded === undefined) return;
    const seconds = Math.max(0, Math.round((this.#lastTryMs - degraded.sinceMs) / 1000));
    const dropped = this.#dropped.queue_full - degraded.droppedBefore;
    this.#warnings.say(
      this.file,
      `is written again after ${seconds} s; ${dropped} lines were dropped in that time.`,
    );
  }

  #announceRotation(): void {
    queueMicrotask(() => {
      if (this.#isClosed) return;
      try {
        this.#settings.onRotate?.();
      } catch {
        // The listener's own failure; the line that caused the rotation is written.
      }
    });
  }
}

function isTooLong(line: string): boolean {
  // No UTF-16 unit takes more than three bytes: nearly all lines are short enough without counting.
  return line.length * 3 > MAX_LINE_BYTES && Buffer.byteLength(line) > MAX_LINE_BYTES;
}
