import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../packages/server/src/cli/breakwater.ts", import.meta.url));
const USUAL_PORT = 7077;

/** The real server, in a process of its own, with its data in a temporary directory. */
export interface DemoServer {
  /** Where the dashboard and the API are. */
  readonly url: string;
  /** Resolves when its process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** What it logged, to be shown when something is wrong. */
  readonly log: string;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

/** Starts `breakwater serve` on 7077, or on any free port when that is taken. @throws Error when it does not come up */
export async function startDemoServer(): Promise<DemoServer> {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-demo-server-"));
  const port = (await isFree(USUAL_PORT)) ? USUAL_PORT : 0;
  const child = spawn(process.execPath, serveArguments(join(directory, "data"), port), {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: directory,
    env: withoutSettings(process.env),
    // In a process group of its own: Ctrl-C is for the demo, which then stops the server.
    detached: true,
    windowsHide: true,
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk;
  });
  const ended = once(child, "exit").then(() => undefined);
  const removeData = () => rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  const endAtOnce = () => {
    child.kill("SIGKILL");
    removeData();
  };
  // However the demo ends, the server does not outlive it.
  process.once("exit", endAtOnce);
  const url = await Promise.race([
    addressOf(child),
    ended.then(() => Promise.reject(new Error(`The server ended before it was up:\n${log}`))),
  ]);
  return {
    url,
    ended,
    get log() {
      return log;
    },
    close: async () => {
      child.kill("SIGTERM");
      await ended;
      process.off("exit", endAtOnce);
      removeData();
    },
  };
}

/** Spans of other programs on this machine, which are sent to the usual ports, stay out of the demo. */
function serveArguments(data: string, port: number): readonly string[] {
  return [
    PROGRAM,
    "serve",
    "--data",
    data,
    "--ui-port",
    String(port),
    "--otlp-port",
    "0",
    "--grpc-port",
    "0",
  ];
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("The server's output is not read.");
  for await (const line of createInterface(stdout)) {
    const address = /^API: (http:\/\/[^/]+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error("The server did not say where it listens.");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** The environment without settings of a server that somebody runs here otherwise. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("BREAKWATER_")));
}
