import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const PROGRAM = new URL("../cli/breakwater.ts", import.meta.url).pathname;

/** A server in a process of its own, which can be killed. */
export interface ServerProcess {
  readonly otlpUrl: string;
  /** Where OTLP is taken over gRPC. */
  readonly grpcUrl: string;
  /** Base address of the API, such as `http://127.0.0.1:40123`. */
  readonly uiUrl: string;
  readonly process: ChildProcess;
  /** Everything that it has printed so far. */
  readonly output: string;
  /** Ends it with a signal and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts `breakwater serve` on a free port and waits until it listens. @throws Error when it ends before. */
export async function startServerProcess(
  dataDirectory: string,
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    [
      PROGRAM,
      "serve",
      "--data",
      dataDirectory,
      "--otlp-port",
      "0",
      "--grpc-port",
      "0",
      "--ui-port",
      "0",
      ...flags,
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      // Tests send spans of fixed days, which are older every year.
      env: { BREAKWATER_RETENTION_DEFAULT_SPANS: "forever", ...process.env },
    },
  );
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  const exited = once(child, "exit");
  let otlpUrl = "";
  let grpcUrl = "";
  let uiUrl = "";
  const listening = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      output += `${line}\n`;
      otlpUrl ||= /listens on (\S+)/.exec(line)?.[1] ?? "";
      grpcUrl ||= /(\S+) \(OTLP over gRPC\)|gRPC: (\S+)/.exec(line)?.slice(1).find(Boolean) ?? "";
      uiUrl ||= /API: (http:\/\/[^/]+)/.exec(line)?.[1] ?? "";
      if (otlpUrl !== "" && grpcUrl !== "" && uiUrl !== "") resolve();
    });
    void exited.then(() => reject(new Error(`The server ended:\n${output}`)));
  });
  await listening;
  return {
    otlpUrl,
    grpcUrl,
    uiUrl,
    process: child,
    get output() {
      return output;
    },
    end: async (signal) => {
      child.kill(signal);
      await exited;
    },
  };
}
