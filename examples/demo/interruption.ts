import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is asked whether somebody sits before it; the process itself, or a stand-in. */
export interface Seat {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
}

/** Whether a person sits before the terminal, who can look at a page and press Ctrl-C. Build machines have terminals too. */
export function isWatched({ stdin, stdout, env }: Seat): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && !env["CI"];
}

/** Ctrl-C and its like. */
export interface Interruption {
  /** Resolves at the next of them. Before it is called, and after that, they end the process at once. */
  next(): Promise<void>;
}

/** Listens to the signals that ask a process to end. */
export function listenForInterruption(): Interruption {
  let resolveNext: (() => void) | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (resolveNext === undefined) process.exit(128 + constants.signals[signal]);
      resolveNext();
      resolveNext = undefined;
    });
  }
  return {
    next: () =>
      new Promise((resolve) => {
        resolveNext = resolve;
      }),
  };
}
