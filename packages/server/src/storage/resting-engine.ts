import type { Clock } from "@breakwater/core/time/clock";
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
export function restingEngine(engine: SqlEngine, { clock, rest, onFailure }: RestParts): SqlEngine {
  const start = () => clock.setTimer(() => void rest().catch(onFailure), QUIET_MS);
  let timer = start();
  const wake = () => {
    clock.clearTimer(timer);
    timer = start();
  };
  return {
    query(sql, parameters, limits) {
      if (limits !== undefined) wake();
      return engine.query(sql, parameters, limits);
    },
    stream(statement) {
      wake();
      return engine.stream(statement);
    },
    command: (sql, parameters) => engine.command(sql, parameters),
    insert(table, rows) {
      if (SENT_TO.includes(table)) wake();
      return engine.insert(table, rows);
    },
    close() {
      clock.clearTimer(timer);
      return engine.close();
    },
  };
}
