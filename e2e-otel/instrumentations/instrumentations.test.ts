import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerProcess, startServerProcess } from "@breakwater/server/testing/server-process";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "./instrumented-program.ts";

let directory: string;
let stub: ProviderStub;
let server: ServerProcess;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-instrumentations-"));
  stub = await startProviderStub();
  server = await startServerProcess(directory);
});
afterAll(async () => {
  await server.end("SIGTERM");
  await stub.close();
  rmSync(directory, { recursive: true });
});

/** A row of a table by one group: the key, and the values in the order in which they were asked for. */
type Row = readonly [key: string, ...values: readonly (number | null)[]];

const MEASURES = ["calls", "errors", "unpricedCalls", "costNanos"] as const;

async function rowsBy(project: string, group: string): Promise<readonly Row[]> {
  const measures = MEASURES.map((measure) => `measure=${measure}`).join("&");
  const query = `project=${project}&from=now-1h&groupBy=${group}&orderBy=calls&${measures}`;
  const response = await fetch(`${server.uiUrl}/api/v1/breakdown?${query}`);
  const { rows } = (await response.json()) as {
    readonly rows: readonly {
      readonly group: readonly string[];
      readonly values: Readonly<Record<string, number>>;
    }[];
  };
  return rows
    .map(({ group: [key = ""], values }): Row => [key, ...MEASURES.map((name) => values[name] ?? null)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

// gpt-4o: 2.50, 1.25 cached and 10 dollars for a million tokens. What each call of the programs costs, in nano-dollars:
const CHAT = 100 * 2_500 + 20 * 10_000;
const CHAT_WITH_CACHE = 60 * 2_500 + 40 * 1_250 + 20 * 10_000;
const TOOL_CALL = 11 * 2_500 + 5 * 10_000;
const STREAM = 50 * 2_500 + 4 * 10_000;
/** 2 tokens of text-embedding-3-small, at 0.02 dollars for a million. */
const EMBEDDING = 2 * 20;

/** Spans of our own SDK that have arrived over a protocol since the server started, doubled or not. */
async function ownSpansBy(protocol: "native" | "otlp"): Promise<number> {
  const metrics = await (await fetch(`${server.uiUrl}/metrics`)).text();
  const lines = metrics.split("\n").filter((line) => line.startsWith("breakwater_ingest_spans_total{"));
  const own = lines.filter((line) => line.includes('dialect="breakwater"') && line.includes(`"${protocol}"`));
  return own.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

interface Outcome {
  readonly program: string;
  readonly dialect: string;
  /** Rows by model and by user: calls, errors, calls without a price, nano-dollars. */
  readonly models: readonly Row[];
  readonly users: readonly Row[];
}

const OUTCOMES: readonly Outcome[] = [
  {
    program: "ai-sdk",
    dialect: "ai-sdk",
    models: [
      ["gpt-4o", 5, 1, 0, CHAT_WITH_CACHE + 2 * TOOL_CALL + STREAM],
      ["text-embedding-3-small", 1, 0, 0, EMBEDDING],
    ],
    // Embeddings have no runtime context.
    users: [
      ["", 1, 0, 0, EMBEDDING],
      ["user_7", 5, 1, 0, CHAT_WITH_CACHE + 2 * TOOL_CALL + STREAM],
    ],
  },
  {
    program: "openinference-langchain",
    dialect: "openinference",
    models: [["gpt-4o", 3, 1, 0, CHAT_WITH_CACHE + STREAM]],
    users: [["user_7", 3, 1, 0, CHAT_WITH_CACHE + STREAM]],
  },
  {
    // Streams and embeddings do not tell their usage, refusals are no spans.
    program: "openinference-openai",
    dialect: "openinference",
    models: [
      ["gpt-4o", 3, 0, 1, CHAT_WITH_CACHE + TOOL_CALL],
      ["text-embedding-3-small", 1, 0, 1, 0],
    ],
    users: [["user_7", 4, 0, 2, CHAT_WITH_CACHE + TOOL_CALL]],
  },
  {
    // What was cached is not told, nor the usage of streams; embeddings and refusals are no spans.
    program: "traceloop-openai",
    dialect: "traceloop",
    models: [["gpt-4o", 3, 0, 1, CHAT + TOOL_CALL]],
    users: [["", 3, 0, 1, CHAT + TOOL_CALL]],
  },
  {
    // What was cached is not told.
    program: "genai-openai",
    dialect: "genai",
    models: [
      ["gpt-4o", 4, 1, 0, CHAT + TOOL_CALL + STREAM],
      ["text-embedding-3-small", 1, 0, 0, EMBEDDING],
    ],
    users: [["", 5, 1, 0, CHAT + TOOL_CALL + STREAM + EMBEDDING]],
  },
  {
    // The usage of embeddings is not told; users and sessions are written by a span processor for OpenTelemetry's SDK 2.
    program: "langfuse-openai",
    dialect: "langfuse",
    models: [
      ["gpt-4o", 4, 1, 0, CHAT_WITH_CACHE + TOOL_CALL + STREAM],
      ["text-embedding-3-small", 1, 0, 1, 0],
    ],
    users: [["", 5, 1, 1, CHAT_WITH_CACHE + TOOL_CALL + STREAM]],
  },
];

describe("programs with real instrumentations, against a server", () => {
  it.each(OUTCOMES)("$program: what it cost, and who called", async ({ program, dialect, models, users }) => {
    await runProgram(program, {
      openAiBaseUrl: stub.openAiBaseUrl,
      otlpUrl: server.otlpUrl,
      project: program,
    });
    expect(await rowsBy(program, "model")).toEqual(models);
    expect(await rowsBy(program, "user")).toEqual(users);
    expect((await rowsBy(program, "dialect")).map(([name]) => name)).toEqual([dialect]);
    expect((await rowsBy(program, "service")).map(([name]) => name)).toEqual(["recorded"]);
  });

  it("counts once what our own SDK tells as records and as spans", async () => {
    await runProgram("own-sdk", {
      openAiBaseUrl: stub.openAiBaseUrl,
      otlpUrl: server.otlpUrl,
      serverUrl: server.uiUrl,
      project: "default",
    });
    expect(await ownSpansBy("native")).toBe(5);
    expect(await ownSpansBy("otlp")).toBe(5);
    const cost = CHAT_WITH_CACHE + TOOL_CALL + STREAM;
    expect(await rowsBy("default", "model")).toEqual([
      ["gpt-4o", 4, 1, 0, cost],
      ["text-embedding-3-small", 1, 0, 0, EMBEDDING],
    ]);
    expect(await rowsBy("default", "user")).toEqual([["user_7", 5, 1, 0, cost + EMBEDDING]]);
  });
});
