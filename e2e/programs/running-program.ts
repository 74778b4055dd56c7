import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CallingAppSettings } from "./calling-app-settings.ts";

const STUB = fileURLToPath(import.meta.resolve("@breakwater/testkit/stub/main"));
const APP = fileURLToPath(import.meta.resolve("./calling-app.ts"));

/** The stub in a process of its own. */
export interface StubProcess {
  readonly openAiBaseUrl: string;
  /** Ends it and waits for that. */
  stop(): Promise<void>;
}

/** Starts the stub; each call that it served becomes a line of `servedLog`. */
export async function startStub(servedLog: string): Promise<StubProcess> {
  const child = spawn(process.execPath, [STUB, "--log", servedLog], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(child.stdout)) {
    const { openAiBaseUrl } = JSON.parse(line) as { openAiBaseUrl: string };
    return {
      openAiBaseUrl,
      async stop() {
        child.kill("SIGTERM");
        await once(child, "exit");
      },
    };
  }
  throw new Error("the stub printed nothing");
}

/** A calling application at work. */
export interface CallingApp {
  readonly process: ChildProcess;
  /** Ids of the calls whose end it has told of. */
  readonly acknowledged: readonly string[];
  /** Resolves once it has told of `count` ends. Rejects when it is gone before. */
  waitForAcknowledged(count: number): Promise<void>;
  /** Resolves once it is gone and all that it said is in `acknowledged`: with its exit code, or null when killed. */
  readonly ended: Promise<number | null>;
}

/** Starts a calling application. */
export function startCallingApp(settings: CallingAppSettings): CallingApp {
  const child = spawn(process.execPath, [APP, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on("line", (line) => {
    acknowledged.push(line);
    for (const look of waiting) look();
  });
  const ended = once(child, "close").then(([code]) => code as number | null);
  return {
    process: child,
    acknowledged,
    ended,
    waitForAcknowledged: (count) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (acknowledged.length >= count) resolve();
        };
        waiting.add(look);
        look();
        void ended.then((code) => reject(new Error(`the application ended with ${code}`)));
      }),
  };
}
