import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Ends by its own choice, and says by which signal. */
const CHILD = `
  for (const [signal, code] of [["SIGINT", 5], ["SIGTERM", 7]]) process.on(signal, () => process.exit(code));
  setInterval(() => {}, 1000);
  console.log("ready");
`;
const PARENT = `
  import { spawn } from "node:child_process";
  import { relaySignals } from "${join(import.meta.dirname, "relay-signals.mjs")}";
  const child = spawn(process.execPath, ["-e", ${JSON.stringify(CHILD)}], { stdio: "inherit" });
  relaySignals(child);
  child.once("close", (code) => { process.exitCode = code; });
`;

test.each([
  ["Ctrl-C, which reaches both", (pid: number) => process.kill(-pid, "SIGINT"), 5],
  ["SIGTERM, which reaches the parent only", (pid: number) => process.kill(pid, "SIGTERM"), 7],
])("at %s the child ends in its way, and then the parent", async (_name, send, expected) => {
  const parent = spawn(process.execPath, ["--input-type=module", "-e", PARENT], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  await once(parent.stdout, "data");
  send(parent.pid ?? 0);
  expect(await once(parent, "close")).toEqual([expected, null]);
});
