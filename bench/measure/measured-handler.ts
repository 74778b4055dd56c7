import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HandlerEntry } from "../handlers/registry.ts";
import type { Scenario } from "../workload/scenarios.ts";
import { AskedProcess } from "./asked-process.ts";
import type { Amount, Answer, MemoryReading, Stretch, Task } from "./messages.ts";

const PROCESS_FILE = join(import.meta.dirname, "handler-process.ts");

/** A handler in a process of its own, seen from the process that asks it to work. */
export class MeasuredHandler {
  readonly entry: HandlerEntry;
  readonly #process: AskedProcess<Task, Answer>;
  readonly #folder: string;

  private constructor(entry: HandlerEntry, asked: AskedProcess<Task, Answer>, folder: string) {
    this.entry = entry;
    this.#process = asked;
    this.#folder = folder;
  }

  /** Starts the process. @throws Error when the handler cannot be attached. */
  static async start(
    entry: HandlerEntry,
    sinkUrl: string,
    execArgv: string[] = [],
  ): Promise<MeasuredHandler> {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
    const asked = new AskedProcess<Task, Answer>(PROCESS_FILE, [entry.name, sinkUrl, folder], {
      execArgv,
      env: { LANGSMITH_TRACING: "false" },
    });
    const started = new MeasuredHandler(entry, asked, folder);
    const answer = await asked.nextAnswer();
    if (answer.answer === "ready") return started;
    await started.stop();
    throw new Error(reasonOf(answer));
  }

  /** Makes calls in the process and says what they cost. */
  async measure(scenario: Scenario, amount: Amount): Promise<Stretch> {
    const answer = await this.#process.ask({ task: "measure", scenario: scenario.name, amount });
    if (answer.answer !== "stretch") throw new Error(reasonOf(answer));
    return answer.stretch;
  }

  /** The process's memory after a full garbage collection. */
  async memory(): Promise<MemoryReading> {
    const answer = await this.#process.ask({ task: "memory" });
    if (answer.answer !== "memory") throw new Error(reasonOf(answer));
    return answer.memory;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function reasonOf(answer: Answer): string {
  return answer.answer === "failed" ? answer.reason : `unexpected answer: ${answer.answer}`;
}
