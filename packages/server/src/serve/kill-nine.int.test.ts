import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSeededRandom } from "@breakwater/core/random/seeded-random";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openEmbeddedEngine } from "../storage/embedded-engine.ts";
import { openStorage } from "../storage/open-storage.ts";
import { ROLLUPS } from "../storage/schema/rollup-tables.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";
import { createSystemClock } from "./system-clock.ts";

const KILLS = 20;
const SENDERS = 4;
const SPANS_PER_REQUEST = 50;
const START = Date.UTC(2026, 0, 15, 12);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-kill-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function spanOf(number: number): SpanRecord {
  const id = number.toString(16).padStart(16, "0");
  return {
    v: 1,
    traceId: `b${id.slice(1)}${id}`,
    spanId: id,
    kind: "llm",
    name: "chat",
    requestModel: "m",
    userId: `u${number % 10}`,
    startTime: new Date(START + number).toISOString().replace("Z", "000Z"),
    durationMs: 5,
    status: "ok",
    usage: { inputTokens: 2, outputTokens: 1 },
    usageSource: "reported",
    cost: { source: "priced", totalNanos: 3, inputNanos: 2, outputNanos: 1, catalogue: "c" },
  };
}

/** The same span as an exporter of OpenTelemetry sends it; its model has no price. */
function otlpSpanOf(number: number): object {
  const { traceId, spanId, name, startTime } = spanOf(number);
  const start = BigInt(Date.parse(startTime)) * 1_000_000n;
  const texts = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "m",
    "user.id": `u${number % 10}`,
  };
  return {
    ...{ traceId, spanId, name },
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 5_000_000n),
    attributes: Object.entries(texts).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  };
}

/** A protocol of senders: where a batch goes, and as what. */
interface Protocol {
  readonly path: string;
  readonly headers: Record<string, string>;
  bodyOf(batch: readonly number[]): string;
}

const NATIVE: Protocol = {
  path: "/v1/spans",
  headers: { "content-type": "application/x-ndjson" },
  bodyOf: (batch) => batch.map((number) => encodeRecord(spanOf(number))).join("\n"),
};
const OTLP: Protocol = {
  path: "/v1/traces",
  headers: { "content-type": "application/json" },
  bodyOf: (batch) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: batch.map(otlpSpanOf) }] }] }),
};

/** Numbers of spans from here on are sent over OTLP. */
const FIRST_OTLP = 20_000_000;

/** Sends batches one after the other until the server is gone; each again until it is acknowledged. */
class Sender {
  readonly acknowledged = new Set<number>();
  readonly #protocol: Protocol;
  #next: number;
  #unanswered: number[] | undefined;

  constructor(first: number) {
    this.#next = first;
    this.#protocol = first < FIRST_OTLP ? NATIVE : OTLP;
  }

  async sendUntilRefused(url: string, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      const batch = this.#unanswered ?? this.#take();
      this.#unanswered = batch;
      const { path, headers, bodyOf } = this.#protocol;
      const body = bodyOf(batch);
      const response = await fetch(url + path, { method: "POST", headers, body }).catch(() => undefined);
      if (response?.ok !== true) return;
      for (const number of batch) this.acknowledged.add(number);
      this.#unanswered = undefined;
      onAcknowledged();
    }
  }

  #take(): number[] {
    const batch = Array.from({ length: SPANS_PER_REQUEST }, (_, index) => this.#next + index);
    this.#next += SPANS_PER_REQUEST;
    return batch;
  }
}

it(`loses and doubles nothing that was acknowledged over ${KILLS} kill -9 under load, native and over OTLP`, async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  console.info(`KILL_SEED=${seed}`);
  const random = createSeededRandom(seed);
  const senders = Array.from({ length: SENDERS }, (_, index) => new Sender(1 + index * 10_000_000));
  for (let kill = 0; kill < KILLS; kill += 1) {
    const server: ServerProcess = await startServerProcess(directory);
    let answersLeft = 1 + Math.floor(8 * random.uniform());
    const onAcknowledged = () => {
      answersLeft -= 1;
      // Somewhere in the middle of the commits that follow, not always at the same point after an answer.
      if (answersLeft === 0) setTimeout(() => server.process.kill("SIGKILL"), 40 * random.uniform());
    };
    await Promise.all(senders.map((sender) => sender.sendUntilRefused(server.otlpUrl, onAcknowledged)));
    await server.end("SIGKILL");
  }
  await expectTruth(new Set(senders.flatMap(({ acknowledged }) => [...acknowledged])));
}, 480_000);

async function expectTruth(acknowledged: ReadonlySet<number>): Promise<void> {
  const storage = await openStorage(await openEmbeddedEngine(directory), {
    clock: createSystemClock(),
    layout: SINGLE_LAYOUT,
  });
  const rows = await storage.engine.query("SELECT lower(hex(span_id)) AS id FROM spans FINAL");
  const stored = new Set(rows.map((row) => Number.parseInt(String(property(row, "id")), 16)));
  expect(acknowledged.size).toBeGreaterThanOrEqual(SPANS_PER_REQUEST * KILLS);
  const priced = [...stored].filter((number) => number < FIRST_OTLP).length;
  for (const sent of [priced, stored.size - priced]) expect(sent).toBeGreaterThan(0);
  expect([...acknowledged].filter((number) => !stored.has(number))).toEqual([]);
  for (const { name: table } of ROLLUPS) {
    const [sums] = await storage.engine.query(
      `SELECT toInt64(sum(calls)) AS calls, toInt64(sum(cost_nanos)) AS nanos FROM ${table}`,
    );
    expect({ table, ...toNumbers(sums) }).toEqual({ table, calls: stored.size, nanos: 3 * priced });
  }
  await storage.close();
}

const toNumbers = (row: unknown) => ({
  calls: Number(property(row, "calls")),
  nanos: Number(property(row, "nanos")),
});
