import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { property } from "@breakwater/core/usage/untyped";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** One folder a case; golden/README.md says what is in it. */
const CASES = new URL("golden/", import.meta.url).pathname;

/** Where a file of a case is sent, by the end of its name. */
const SENT_TO = [
  { ending: ".otlp.json", path: "/v1/traces" },
  { ending: ".logs.json", path: "/v1/logs" },
  { ending: ".records.ndjson", path: "/v1/spans" },
] as const;

let directory: string;
let server: ServerProcess;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-golden-"));
  server = await startServerProcess(directory);
});
afterAll(async () => {
  await server.end("SIGTERM");
  rmSync(directory, { recursive: true });
});

/** Sends the files of a case in the order of their names. Each case has a project of its own. */
async function send(name: string): Promise<void> {
  for (const file of readdirSync(join(CASES, name)).toSorted()) {
    const to = SENT_TO.find(({ ending }) => file.endsWith(ending));
    if (to === undefined) continue;
    const response = await fetch(`${server.otlpUrl}${to.path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-breakwater-project": name },
      body: readFileSync(join(CASES, name, file)),
    });
    expect(response.status, file).toBe(200);
  }
}

/** Asks the queries of a case one after another; `{cursor}` is the cursor that the answer before gave. */
async function answersOf(name: string): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const query of readFileSync(join(CASES, name, "query.txt"), "utf8")
    .trim()
    .split("\n")) {
    const path = query.replace("{cursor}", String(property(answers.at(-1), "nextCursor")));
    const project = `${path.includes("?") ? "&" : "?"}project=${name}`;
    const response = await fetch(`${server.uiUrl}/api/v1${path}${project}`);
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    answers.push(isJson === true ? JSON.parse(text) : text.trimEnd().split("\n"));
  }
  return answers;
}

const names = readdirSync(CASES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

describe("golden cases: what was sent, what is asked, what must be answered", () => {
  it.each(names)("%s", async (name) => {
    await send(name);
    const expected: unknown = JSON.parse(readFileSync(join(CASES, name, "expected.json"), "utf8"));
    expect(await answersOf(name)).toEqual(expected);
  });
});
