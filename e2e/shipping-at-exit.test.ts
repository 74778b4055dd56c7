import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type LoopbackServer, startLoopbackServer } from "@breakwater/testkit/loopback-server";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runRegistered } from "./programs/registered-app.ts";

let directory: string;
let stub: ProviderStub;
let server: LoopbackServer;
/** Answers requests; what it is given are the records of one. */
let take: (records: readonly SpanRecord[]) => "store" | "hang";

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "shipping-exit-"));
  stub = await startProviderStub({
    respond: () => ({ text: "Done.", usage: { inputTokens: 10, outputTokens: 5 } }),
  });
  server = await startLoopbackServer(async (request, response) => {
    // What a monitor tells of itself goes elsewhere, and not every server takes it.
    if (request.url !== "/v1/spans") {
      request.resume();
      response.writeHead(404).end();
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const lines = gunzipSync(Buffer.concat(parts)).toString("utf8").trimEnd().split("\n");
    const answer = take(lines.map((line) => JSON.parse(line) as SpanRecord));
    if (answer === "store") response.end(JSON.stringify({ accepted: lines.length, rejected: {} }));
  });
});
afterEach(async () => {
  await server.close();
  await stub.close();
  rmSync(directory, { recursive: true });
});

test("a registered program that only has the variable of a server has sent everything when it ends", async () => {
  const arrived: SpanRecord[] = [];
  take = (records) => {
    arrived.push(...records);
    return "store";
  };
  const ending = await runRegistered({
    program: "register-sdk.mjs",
    args: ["one", "two"],
    directory,
    env: {
      OPENAI_BASE_URL: stub.openAiBaseUrl,
      BREAKWATER_HOSTS: `${new URL(stub.url).host}=openai`,
      BREAKWATER_SERVER_URL: server.url,
    },
  });
  expect(ending).toMatchObject({ code: 0, stdout: "Done.\nDone.\n", stderr: "" });
  expect(arrived.map(({ kind, status }) => [kind, status])).toEqual([
    ["llm", "ok"],
    ["llm", "ok"],
  ]);
});

const UNCLOSED = `
  import { createMonitor } from ${JSON.stringify(import.meta.resolve("breakwater"))};
  createMonitor({ logFile: "production.jsonl", server: { url: process.argv[1] } });
  for await (const _ of process.stdin);
`;

// Less than the time after which a request is given up, which would end the waiting too.
const PATIENCE_MS = 20_000;

test(
  "a program that does not close its monitor ends, whatever is still being sent",
  async () => {
    const { promise: isAsked, resolve } = Promise.withResolvers<void>();
    take = () => {
      resolve();
      return "hang";
    };
    writeFileSync(join(directory, "production.jsonl"), `${JSON.stringify(buildRecord())}\n`);
    const program = startUnclosed();
    await isAsked;
    program.stdin?.end();
    expect(await once(program, "exit")).toEqual([0, null]);
  },
  PATIENCE_MS,
);

function startUnclosed(): ChildProcess {
  return spawn(process.execPath, ["--input-type=module", "-e", UNCLOSED, server.url], {
    cwd: directory,
    stdio: ["pipe", "inherit", "inherit"],
  });
}
