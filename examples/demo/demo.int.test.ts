import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, "main.ts");
/** Runs it under the pinned Node, as `npm run demo` does. */
const SETUP = fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url));
/** What makes pipes look like a terminal to the demo; a real one is not to be had on every machine. */
const TERMINAL = `data:text/javascript,${encodeURIComponent(
  "for (const stream of [process.stdin, process.stdout]) Object.defineProperty(stream, 'isTTY', { value: true });",
)}`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-demo-test-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const environment = (more: Record<string, string> = {}) => {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, TMPDIR: directory, ...more };
};

/** The demo gives itself two minutes, for machines that have much else to do. */
const PATIENCE_MS = 130_000;

describe("without a terminal", { timeout: PATIENCE_MS }, () => {
  test("plays to its end, is told the same by the server, and exits with 0", async () => {
    const { stdout } = await run(process.execPath, [MAIN], { env: environment() });
    expect(stdout).toContain("ravi sees:  Your allowance for today is used up.");
    expect(stdout).toContain("alert received: ProviderTrouble, firing");
    expect(stdout).toContain("failures made 2 messages");
    expect(stdout).toContain("complete; ");
    expect(stdout).toMatch(/[1-9]\d* records stored by http:\S+, 0 bytes wait/);
    for (const what of ["sums", "cost", "errors", "budgets", "alerts"])
      expect(stdout).toContain(`  = ${what}`);
    expect(stdout).toContain("The server is stopped now.");
    expect(serverData()).toEqual([]);
  });
});

describe("on a terminal", { timeout: PATIENCE_MS }, () => {
  test("leaves server and dashboard up with the run in them until Ctrl-C, which ends everything", async () => {
    const demo = startOnTerminal();
    await demo.printed("It stays up until you press Ctrl-C.");
    const url = /dashboard: (http:\/\/[^/]+)/.exec(demo.output)?.[1] ?? "";
    expect((await fetch(url)).status).toBe(200);
    const totals = await (await fetch(`${url}/api/v1/totals`)).json();
    expect(totals).toMatchObject({ calls: Number(/sums +(\d+) calls/.exec(demo.output)?.[1]) });
    const [, traceId, spanId] = /refused call\s+\S+\/traces\/(\w+)\?span=(\w+)/.exec(demo.output) ?? [];
    const trace = await (await fetch(`${url}/api/v1/traces/${traceId}`)).json();
    expect(trace).toMatchObject({
      spans: expect.arrayContaining([expect.objectContaining({ spanId, status: "blocked" })]),
    });
    demo.pressCtrlC();
    expect(await demo.exitCode).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    expect(serverData()).toEqual([]);
  });

  test("ends everything at Ctrl-C in the middle, too", async () => {
    const demo = startOnTerminal();
    await demo.printed("2. An agent");
    const url = /Breakwater server at\s+(http:\/\/[^,\s]+)/.exec(demo.output)?.[1] ?? "";
    expect((await fetch(url)).status).toBe(200);
    demo.pressCtrlC();
    expect(await demo.exitCode).toBe(130);
    await expect(fetch(url)).rejects.toThrow();
    expect(serverData()).toEqual([]);
  });
});

describe("with --live", () => {
  test("says what it will do and calls the provider of the key", async () => {
    const stub = await startProviderStub({
      respond: ({ tools, hasToolResult, userText }) => {
        const [tool] = tools;
        if (tool !== undefined && !hasToolResult)
          return { toolCalls: [{ name: tool.name, arguments: { orderNumber: "4711" } }] };
        return { text: `Answer to ${userText}`, usage: { inputTokens: 100, outputTokens: 50 } };
      },
    });
    const env = environment({ OPENAI_API_KEY: "test", OPENAI_BASE_URL: stub.openAiBaseUrl });
    const { stdout } = await run(process.execPath, [MAIN, "--live"], { env });
    expect(stdout).toContain("about four short calls of gpt-4o-mini, real money");
    expect(stub.calls).toHaveLength(4);
    await stub.close();
  });

  test("refuses without a key", async () => {
    await expect(run(process.execPath, [MAIN, "--live"], { env: environment() })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("needs OPENAI_API_KEY"),
    });
  });
});

interface DemoOnTerminal {
  readonly output: string;
  readonly exitCode: Promise<number | null>;
  /** Resolves once it has printed a text. Rejects when it is gone before. */
  printed(text: string): Promise<void>;
  /** Sends what a terminal sends: the signal, to every process of the group. */
  pressCtrlC(): void;
}

function startOnTerminal(): DemoOnTerminal {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [SETUP, MAIN], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment({ NODE_OPTIONS: `--import=${TERMINAL}`, TERM: "dumb" }),
    detached: true,
  });
  const exitCode = once(child, "close").then(([code]) => code as number | null);
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
      for (const look of listeners) look();
    });
  }
  return {
    get output() {
      return output;
    },
    exitCode,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = () => output.includes(text) && resolve();
        listeners.add(look);
        look();
        void exitCode.then((code) => reject(new Error(`The demo ended with ${code}:\n${output}`)));
      }),
    pressCtrlC: () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    },
  };
}

/** What is left of the data of servers. */
function serverData(): readonly string[] {
  return readdirSync(directory).filter((name) => name.startsWith("breakwater-demo-server-"));
}
