import type { Clock } from "@breakwater/core/time/clock";
import { BusyError } from "./busy-error.ts";
import type { SqlEngine } from "./sql-engine.ts";

/** A message of a call that came apart from its span. */
export interface LoggedMessage {
  readonly project: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Nanoseconds since the epoch; 0 when it is not known. */
  readonly timeUnixNano: bigint;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
}

interface Batch {
  readonly rows: object[];
  readonly done: Promise<void>;
}

/** Messages that may wait for the engine; beyond it requests are turned away. */
const MAX_WAITING = 100_000;

/** Keeps messages that came as log records. Requests that arrive while a batch is being written share the next one. */
export class MessageStore {
  readonly #engine: SqlEngine;
  readonly #clock: Clock;
  readonly #admit: () => void;
  #next: Batch | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param admit Throws when nothing may be stored now. */
  constructor(engine: SqlEngine, clock: Clock, admit: () => void = () => {}) {
    this.#engine = engine;
    this.#clock = clock;
    this.#admit = admit;
  }

  /** Resolves when the messages are on disk. @throws BusyError (as a rejection) when too many wait already */
  async add(messages: readonly LoggedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    this.#admit();
    const waiting = this.#next?.rows.length ?? 0;
    if (waiting > 0 && waiting + messages.length > MAX_WAITING) throw new BusyError(waiting);
    const batch = this.#next ?? this.#open();
    for (const message of messages) batch.rows.push(this.#row(message));
    await batch.done;
  }

  /** Runs work while nothing is being written; what arrives waits until it is done. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    await this.#last;
  }

  #open(): Batch {
    const rows: object[] = [];
    const done = this.#last.then(async () => {
      this.#next = undefined;
      await this.#engine.insert("logged_messages", rows);
    });
    this.#last = done.catch(() => {});
    this.#next = { rows, done };
    return this.#next;
  }

  #row({ project, traceId, spanId, timeUnixNano, input = "", output = "" }: LoggedMessage): object {
    const at = timeUnixNano === 0n ? BigInt(Math.floor(this.#clock.now())) * 1_000_000n : timeUnixNano;
    return { project, trace_hex: traceId, span_hex: spanId, logged_at: sqlNanos(at), input, output };
  }
}

/** Nanoseconds since the epoch as the engine reads them. */
function sqlNanos(nanos: bigint): string {
  const seconds = new Date(Number(nanos / 1_000_000_000n) * 1000)
    .toISOString()
    .slice(0, 19)
    .replace("T", " ");
  return `${seconds}.${String(nanos % 1_000_000_000n).padStart(9, "0")}`;
}
