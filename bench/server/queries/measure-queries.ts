import { existsSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MONITOR_STATE_VERSION } from "@breakwater/core/monitor/monitor-state";
import { apiApp } from "@breakwater/server/api/api-app";
import type { ApiEnvironment } from "@breakwater/server/api/api-environment";
import { DEFAULT_QUERY_LIMITS } from "@breakwater/server/query/query-context";
import { openEmbeddedEngine } from "@breakwater/server/storage/embedded-engine";
import { MonitorStore } from "@breakwater/server/storage/monitor-store";
import { openStorage } from "@breakwater/server/storage/open-storage";
import { SINGLE_LAYOUT } from "@breakwater/server/storage/schema/tables";
import type { SqlEngine } from "@breakwater/server/storage/sql-engine";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { Hono } from "hono";
import { dashboardQuestions, type KnownIds } from "./dashboard-questions.ts";
import { DAYS, generateSpans } from "./generate-spans.ts";

/** How long one question took, in milliseconds; `failure` tells why it gave no answer. */
export interface QuestionTimes {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly failure?: string;
}

/** What one size gave. */
export interface QueryResult {
  readonly spans: number;
  readonly generatedInSeconds: number;
  /** Of the spans alone, and of them with all sums. */
  readonly spanBytes: number;
  readonly allBytes: number;
  readonly questions: readonly QuestionTimes[];
}

/** What to measure. */
export interface QueryPlan {
  readonly directory: string;
  readonly spans: number;
  readonly runs: number;
}

/** Disk that must be free for each span, with room for merges. */
const FREE_BYTES_PER_SPAN = 200;

/**
 * Fills the data directory, unless it is full already, and asks every question `runs` times; with 0 runs it only fills
 * it. @throws Error when the disk is too full.
 */
export async function measureQueries({ directory, spans, runs }: QueryPlan): Promise<QueryResult> {
  const clock = createRealClock();
  const engine = await openEmbeddedEngine(directory);
  const storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT });
  try {
    const generatedInSeconds = await fill(engine, { directory, spans });
    const app = new Hono<ApiEnvironment>();
    app.use(async (request, next) => {
      request.set("project", "shop");
      await next();
    });
    app.route("/api/v1", apiApp({ engine, clock, limits: DEFAULT_QUERY_LIMITS }));
    const ask = async (path: string) => app.request(`/api/v1${path}`);
    const questions: QuestionTimes[] = [];
    const budget = await tellBudgets(engine, ask);
    for (const { name, path } of dashboardQuestions({ ...(await knownIds(engine)), budget }))
      questions.push({ name, ...(await timesOf(() => ask(path), runs)) });
    return { spans, generatedInSeconds, ...(await bytesOnDisk(engine)), questions };
  } finally {
    await storage.close();
  }
}

/** How far the spans of a directory have been made. */
interface Generated {
  readonly end: number;
  readonly days: number;
  readonly seconds: number;
}

/** Makes the spans that are missing, day by day, and gives the seconds that all of them took, in whichever run. */
async function fill(
  engine: SqlEngine,
  { directory, spans }: Pick<QueryPlan, "directory" | "spans">,
): Promise<number> {
  const note = join(directory, "generated.json");
  const before = existsSync(note)
    ? (JSON.parse(readFileSync(note, "utf8")) as Generated)
    : { end: Math.floor(Date.now() / 1_000), days: 0, seconds: 0 };
  if (before.days >= DAYS) return before.seconds;
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < spans * FREE_BYTES_PER_SPAN)
    throw new Error(`${spans} spans need ${(spans * FREE_BYTES_PER_SPAN) / 1e9} GB free in ${directory}.`);
  const startedAt = Date.now();
  const secondsNow = () => before.seconds + Math.round((Date.now() - startedAt) / 1_000);
  for await (const days of generateSpans(engine, { spans, end: before.end, firstDay: before.days })) {
    const made: Generated = { end: before.end, days, seconds: secondsNow() };
    writeFileSync(note, JSON.stringify(made));
    console.error(`${days} of ${DAYS} days in ${made.seconds} s`);
    if (wantsEnd) throw new Error(`Told to end after ${days} days; --keep goes on from there.`);
  }
  return secondsNow();
}

/** A directory that is kept is only whole after a day: a signal waits for that. */
let wantsEnd = false;
process.once("SIGTERM", () => {
  wantsEnd = true;
});

/** A slow question is asked for so long at most, but a few times. */
const SLOW_MS = 10_000;
export const SLOW_RUNS = 3;

async function timesOf(ask: () => Promise<Response>, runs: number): Promise<Omit<QuestionTimes, "name">> {
  const times: number[] = [];
  const until = performance.now() + SLOW_MS;
  for (let run = 0; run < runs && (run < SLOW_RUNS || performance.now() < until); run++) {
    const startedAt = performance.now();
    const answer = await ask();
    const text = await answer.text();
    times.push(performance.now() - startedAt);
    if (!answer.ok) return { p50: Number.NaN, p95: Number.NaN, failure: text.slice(0, 200) };
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Tells what a process tells: a budget over everything and one per user, a month each. Gives the id of the latter. */
async function tellBudgets(engine: SqlEngine, ask: (path: string) => Promise<Response>): Promise<string> {
  const now = Date.now();
  const store = new MonitorStore(engine, createRealClock());
  const window = { every: "month", timeZone: "UTC" } as const;
  const common = { limitNanos: 100_000_000_000, window, match: {}, onExceed: "block" } as const;
  await store.add(
    {
      v: MONITOR_STATE_VERSION,
      monitorId: "b".repeat(32),
      service: "api",
      sdkVersion: "0.1.0",
      startedAt: now - 60_000,
      sentAt: now,
      budgets: [
        { ...common, name: "monthly", per: [], alertAt: [], unpriced: { kind: "block" } },
        { ...common, name: "per user", per: ["userId"], alertAt: [], unpriced: { kind: "block" } },
      ],
      alerts: [],
    },
    "shop",
  );
  await store.drain();
  const { budgets } = (await (await ask("/budgets")).json()) as { budgets: { id: string; name: string }[] };
  return budgets.find(({ name }) => name === "per user")?.id ?? "";
}

async function knownIds(engine: SqlEngine): Promise<Omit<KnownIds, "budget">> {
  const [row] = await engine.query(
    `SELECT lower(hex(trace_id)) AS traceId, replace(toString(start_time), ' ', 'T') || 'Z' AS at,
       user_id AS user, session_id AS session
     FROM spans WHERE project = 'shop' AND start_time > now() - INTERVAL 12 HOUR LIMIT 1`,
  );
  return row as Omit<KnownIds, "budget">;
}

async function bytesOnDisk(engine: SqlEngine): Promise<{ spanBytes: number; allBytes: number }> {
  const [row] = await engine.query(
    `SELECT toFloat64(sumIf(bytes_on_disk, table = 'spans')) AS spanBytes, toFloat64(sum(bytes_on_disk)) AS allBytes
     FROM system.parts WHERE active AND database = currentDatabase()`,
  );
  return row as { spanBytes: number; allBytes: number };
}
