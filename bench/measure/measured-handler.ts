import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HandlerEntry } from "../handlers/registry.ts";
import type { Scenario } from "../workload/scenarios.ts";
import type { Amount, Answer, MemoryReading, Stretch, Task } from "./messages.ts";

const PROCESS_FILE = join(import.meta.dirname, "handler-process.ts");

/** A handler in a process of its own, seen from the process that asks it to work. */
export class MeasuredHandler {
  readonly entry: HandlerEntry;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(entry: HandlerEntry, child: ChildProcess, folder: string) {
    this.entry = entry;
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts the process. @throws Error when the handler cannot be attached. */
  static async start(
    entry: HandlerEntry,
    sinkUrl: string,
    execArgv: string[] = [],
  ): Promise<MeasuredHandler> {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-"));
    const child = fork(PROCESS_FILE, [entry.name, sinkUrl, folder], {
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning", ...execArgv],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, LANGSMITH_TRACING: "false" },
    });
    const started = new MeasuredHandler(entry, child, folder);
    const answer = await started.#nextAnswer();
    if (answer.answer === "ready") return started;
    await started.stop();
    throw new Error(reasonOf(answer));
  }

  /** Makes calls in the process and says what they cost. */
  async measure(scenario: Scenario, amount: Amount): Promise<Stretch> {
    const answer = await this.#ask({ task: "measure", scenario: scenario.name, amount });
    if (answer.answer !== "stretch") throw new Error(reasonOf(answer));
    return answer.stretch;
  }

  /** The process's memory after a full garbage collection. */
  async memory(): Promise<MemoryReading> {
    const answer = await this.#ask({ task: "memory" });
    if (answer.answer !== "memory") throw new Error(reasonOf(answer));
    return answer.memory;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.connected) {
      const ended = once(this.#child, "exit");
      this.#child.disconnect();
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #ask(task: Task): Promise<Answer> {
    const answer = this.#nextAnswer();
    this.#child.send(task);
    return answer;
  }

  async #nextAnswer(): Promise<Answer> {
    const ended = new AbortController();
    const { signal } = ended;
    try {
      return await Promise.race([
        once(this.#child, "message", { signal }).then(([answer]) => answer as Answer),
        once(this.#child, "exit", { signal }).then(
          (): Answer => ({ answer: "failed", reason: "its process ended" }),
        ),
      ]);
    } finally {
      ended.abort();
    }
  }
}

function reasonOf(answer: Answer): string {
  return answer.answer === "failed" ? answer.reason : `unexpected answer: ${answer.answer}`;
}
