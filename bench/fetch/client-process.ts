// Fetches answers, guarded or plain, on demand: node client-process.ts <guarded|plain> <provider's url> <folder>
import { join } from "node:path";
import { createMonitor } from "../../packages/sdk/dist/index.js";
import { ANSWERS, type AnswerName } from "./answers.ts";
import { nearestRank } from "./nearest-rank.ts";

/** What a client is asked to do. */
export interface FetchTask {
  readonly answer: AnswerName;
  readonly requests: number;
  /** Requests in flight at a time. */
  readonly concurrency: number;
}

/** What a stretch of requests took. */
export interface FetchStretch {
  readonly requests: number;
  readonly megabytes: number;
  /** CPU of the whole process, all threads, until all records are written. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly firstByteP50Ms: number;
  readonly firstByteP95Ms: number;
}

const [mode, providerUrl = "", folder = ""] = process.argv.slice(2);
/** As strict as in production: priced, checked against two budgets, written to a journal. */
const monitor = createMonitor({
  dailyBudgetUsd: 1_000_000,
  budgets: [{ name: "month", limitUsd: 1_000_000, window: { every: "month" } }],
  logFile: join(folder, "production.jsonl"),
});
const fetchOf = mode === "guarded" ? monitor.fetch : globalThis.fetch;

/** What the OpenAI client would send. */
function requestOf(answer: AnswerName): RequestInit {
  const chat = {
    model: "gpt-4o",
    messages: [{ role: "user", content: "What is quantum entanglement? Answer in one sentence." }],
    max_tokens: 500,
    ...(answer !== "small-json" && { stream: true, stream_options: { include_usage: true } }),
  };
  const embeddings = { model: "text-embedding-3-small", input: ["What is quantum entanglement?"] };
  return {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer bench", "x-bench-answer": answer },
    body: JSON.stringify(answer === "embeddings" ? embeddings : chat),
  };
}

/** Reads an answer to its end and throws its bytes away. */
async function fetchOne(answer: AnswerName): Promise<{ bytes: number; firstByteMs: number }> {
  const startedAt = performance.now();
  const response = await fetchOf(`${providerUrl}${ANSWERS[answer].path}`, requestOf(answer));
  let bytes = 0;
  let firstByteMs = Number.NaN;
  for await (const chunk of response.body ?? []) {
    if (bytes === 0) firstByteMs = performance.now() - startedAt;
    bytes += chunk.byteLength;
  }
  if (!response.ok) throw new Error(`The provider answered ${response.status}.`);
  return { bytes, firstByteMs };
}

async function measure({ answer, requests, concurrency }: FetchTask): Promise<FetchStretch> {
  const firstBytes: number[] = [];
  let left = requests;
  let bytes = 0;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const one = await fetchOne(answer);
      bytes += one.bytes;
      firstBytes.push(one.firstByteMs);
    }
  };
  globalThis.gc?.();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: concurrency }, caller));
  await monitor.flush();
  const { user, system } = process.cpuUsage(before);
  return {
    requests,
    megabytes: bytes / 1_000_000,
    cpuMs: (user + system) / 1_000,
    wallMs: performance.now() - startedAt,
    firstByteP50Ms: nearestRank(firstBytes, 0.5),
    firstByteP95Ms: nearestRank(firstBytes, 0.95),
  };
}

process.on("message", (task: FetchTask) => {
  void measure(task).then((stretch) => process.send?.(stretch));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
