import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A process that is asked to do something and answers, one question at a time. */
export class AskedProcess<Question extends object, Answer> {
  readonly #child: ChildProcess;

  constructor(
    file: string,
    fileArguments: readonly string[],
    options: { execArgv?: readonly string[]; env?: object } = {},
  ) {
    this.#child = fork(file, fileArguments, {
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning", ...(options.execArgv ?? [])],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, ...options.env },
    });
  }

  /** Asks and waits for the answer. @throws Error when the process ends without one. */
  ask(question: Question): Promise<Answer> {
    const answer = this.nextAnswer();
    this.#child.send(question);
    return answer;
  }

  /** What the process says next. @throws Error when it ends without a word. */
  async nextAnswer(): Promise<Answer> {
    const listening = new AbortController();
    const { signal } = listening;
    try {
      return await Promise.race([
        once(this.#child, "message", { signal }).then(([answer]) => answer as Answer),
        once(this.#child, "exit", { signal }).then(() => Promise.reject(new Error("its process ended"))),
      ]);
    } finally {
      listening.abort();
    }
  }

  /** Lets the process go and waits for its end. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || !this.#child.connected) return;
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
