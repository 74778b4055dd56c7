import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { MeasuredServer } from "./measured-server.ts";
import { requestTemplate, type Wire } from "./request-template.ts";
import { type SendResult, sendRequests } from "./send-requests.ts";

/** What is measured of one wire. */
export interface IngestPlan {
  readonly wire: Wire;
  readonly spansInRequest: number;
  readonly senders: number;
  readonly seconds: number;
}

/** What a server did with it. */
export interface IngestResult extends SendResult, IngestPlan {
  readonly bytesInSpan: number;
  /** Spans that the server has, of which it can speak. */
  readonly storedSpans: number;
  /** In the mean, while it was loaded. */
  readonly spansInCommit: number;
  /** Resident megabytes: at rest before anything was sent, at most, and at rest again. */
  readonly memory: { readonly idle: number; readonly peak: number; readonly after: number };
  /** What of the memory at rest are the files of the programs. */
  readonly programMemory: number;
}

const MEMORY_EVERY_MS = 250;

/** After ten seconds in which nothing happens, the server gives back what memory it can. */
const REST_MS = 20_000;

/** Starts a server of its own, warms it up, loads it, and asks it what it has. */
export async function measureIngest(plan: IngestPlan): Promise<IngestResult> {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-bench-ingest-"));
  const server = await MeasuredServer.start(join(directory, "data"));
  try {
    await setTimeout(REST_MS);
    const { memory: idle, programMemory } = server;
    const template = requestTemplate(plan.wire, plan.spansInRequest);
    const sending = { ...plan, url: server.otlpUrl, template };
    const warmed = await sendRequests({ ...sending, seconds: 3 });
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, server.memory);
    }, MEMORY_EVERY_MS);
    const commitsBefore = await commitsOf(server);
    const result = await sendRequests(sending).finally(() => clearInterval(watch));
    const storedSpans = (await storedOf(server)) - warmed.acknowledgedSpans;
    const spansInCommit = result.acknowledgedSpans / ((await commitsOf(server)) - commitsBefore);
    await setTimeout(REST_MS);
    const after = server.memory;
    const bytesInSpan = template.bytes / plan.spansInRequest;
    return {
      ...plan,
      ...result,
      bytesInSpan,
      storedSpans,
      spansInCommit,
      memory: { idle, peak, after },
      programMemory,
    };
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Starts a server and stops it: the first start of all strips our TypeScript of its types, and needs memory for that. */
export async function startOnce(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-bench-ingest-"));
  const server = await MeasuredServer.start(join(directory, "data"));
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function commitsOf({ uiUrl }: MeasuredServer): Promise<number> {
  const metrics = await (await fetch(`${uiUrl}/metrics`)).text();
  return Number(/^breakwater_commit_seconds_count (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
}

async function storedOf({ uiUrl }: MeasuredServer): Promise<number> {
  const response = await fetch(`${uiUrl}/api/v1/status`);
  const { tables } = (await response.json()) as { tables: { table: string; rows: number }[] };
  return tables.find(({ table }) => table === "spans")?.rows ?? 0;
}
