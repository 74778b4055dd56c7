import type { Clock, TimerHandle } from "@breakwater/core/time/clock";
import type { SqlEngine } from "./sql-engine.ts";

/** Nothing stored and nothing asked for so long is rest. */
const QUIET_MS = 10_000;

/** Tables that are written to when something was sent; to the others, the server itself writes now and then. */
const SENT_TO: readonly string[] = ["spans", "logged_messages"];

/** How a {@link restingEngine} rests. */
export interface RestParts {
  readonly clock: Clock;
  /** Called once each time that nothing was stored or asked for ten seconds, also after the start. */
  rest(): Promise<void>;
  onFailure(error: unknown): void;
}

/**
 * An engine that rests when nobody wants anything of it: then is the time to give memory back to the system. What the
 * server asks and writes for itself (a look at the disk, a checkpoint) is no work; its questions have no limits.
 */
export function restingEngine(engine: SqlEngine, parts: RestParts): SqlEngine {
  const quiet = new Quiet(parts);
  return {
    query: (sql, parameters, limits) =>
      limits === undefined
        ? engine.query(sql, parameters)
        : quiet.during(() => engine.query(sql, parameters, limits)),
    async *stream(statement) {
      const end = quiet.begin();
      try {
        yield* engine.stream(statement);
      } finally {
        end();
      }
    },
    command: (sql, parameters) => engine.command(sql, parameters),
    insert: (table, rows) =>
      SENT_TO.includes(table) ? quiet.during(() => engine.insert(table, rows)) : engine.insert(table, rows),
    close() {
      quiet.end();
      return engine.close();
    },
  };
}

/** Counts the work under way, and rests some time after the last of it. */
class Quiet {
  readonly #parts: RestParts;
  #timer: TimerHandle | undefined;
  #working = 0;
  #isEnded = false;

  constructor(parts: RestParts) {
    this.#parts = parts;
    this.#arm();
  }

  /** Work begins; what it gives is called when the work has ended. */
  begin(): () => void {
    this.#disarm();
    this.#working += 1;
    return () => {
      this.#working -= 1;
      if (this.#working === 0) this.#arm();
    };
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const end = this.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }

  end(): void {
    this.#isEnded = true;
    this.#disarm();
  }

  #arm(): void {
    const { clock, rest, onFailure } = this.#parts;
    if (!this.#isEnded) this.#timer = clock.setTimer(() => void rest().catch(onFailure), QUIET_MS);
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#parts.clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
