import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** `breakwater serve` in a process of its own. */
export class MeasuredServer {
  readonly #process: ChildProcess;
  readonly otlpUrl: string;
  readonly uiUrl: string;

  private constructor(child: ChildProcess, otlpUrl: string, uiUrl: string) {
    this.#process = child;
    this.otlpUrl = otlpUrl;
    this.uiUrl = uiUrl;
  }

  /** Starts it on free ports and waits until it listens. */
  static async start(data: string): Promise<MeasuredServer> {
    const program = fileURLToPath(import.meta.resolve("@breakwater/server/cli/breakwater"));
    const ports = ["--otlp-port", "0", "--grpc-port", "0", "--ui-port", "0"];
    const child = spawn(process.execPath, [program, "serve", "--data", data, ...ports], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let otlpUrl = "";
    for await (const line of createInterface({ input: child.stdout })) {
      otlpUrl ||= /listens on (\S+)/.exec(line)?.[1] ?? "";
      const uiUrl = /API: (http:\/\/[^/]+)/.exec(line)?.[1];
      if (uiUrl !== undefined) return new MeasuredServer(child, otlpUrl, uiUrl);
    }
    throw new Error("The server ended before it listened.");
  }

  /** Resident memory in megabytes. */
  get memory(): number {
    return this.#megabytes("VmRSS");
  }

  /** What of it are the files of its programs, Node's and the engine's, in megabytes. */
  get programMemory(): number {
    return this.#megabytes("RssFile");
  }

  #megabytes(name: "VmRSS" | "RssFile"): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await exited;
  }
}
