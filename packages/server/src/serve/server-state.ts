import type { SqlEngine } from "../storage/sql-engine.ts";
import type { Readiness } from "./health-routes.ts";

/** Longest wait for the engine's answer before it counts as gone. */
const ENGINE_TIMEOUT_MS = 2_000;

/** Whether a server works, and whether it has been told to stop. */
export class ServerState implements Readiness {
  readonly #engine: SqlEngine;
  readonly #storageProblem: () => string | undefined;
  #isStopping = false;

  /** `storageProblem` says why nothing can be stored; undefined when it can. */
  constructor(engine: SqlEngine, storageProblem: () => string | undefined) {
    this.#engine = engine;
    this.#storageProblem = storageProblem;
  }

  /** From now on the server is not ready, so that load balancers send elsewhere. */
  stop(): void {
    this.#isStopping = true;
  }

  async problem(): Promise<string | undefined> {
    if (this.#isStopping) return "The server is stopping.";
    try {
      await this.#engine.query("SELECT 1", {}, { timeoutMs: ENGINE_TIMEOUT_MS });
      return this.#storageProblem();
    } catch {
      return "The engine does not answer.";
    }
  }
}
