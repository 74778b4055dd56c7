import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { anyRecord, sampleRecord } from "@breakwater/core/record/span-record.samples";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { RECORD_COLUMNS, recordOfRow } from "./record-of-row.ts";
import { migrate } from "./schema/migrate.ts";
import { migrations } from "./schema/migrations.ts";
import { SINGLE_LAYOUT } from "./schema/tables.ts";
import { spanRow } from "./span-row.ts";
import type { SqlEngine } from "./sql-engine.ts";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openEmbeddedEngine(mkdtempSync(join(tmpdir(), "breakwater-record-")));
  await migrate(engine, migrations(SINGLE_LAYOUT), SINGLE_LAYOUT);
});
afterAll(() => engine.close());

async function stored(records: readonly SpanRecord[]): Promise<ReadonlyMap<string, SpanRecord>> {
  await engine.command("TRUNCATE TABLE spans");
  await engine.insert(
    "spans",
    records.map((record) => spanRow({ record, protocol: "native", dialect: "breakwater" }, 0)),
  );
  const rows = await engine.query(`SELECT ${RECORD_COLUMNS} FROM spans AS s FINAL`);
  return new Map(rows.map(recordOfRow).map((record) => [record.spanId, record]));
}

it("gives back every field of a full record", async () => {
  const record = sampleRecord({
    project: "p",
    parentSpanId: "00f067aa0ba902b7",
    service: "shop",
    environment: "production",
    release: "1.2.3",
    responseModel: "gpt-4o-2024-11-20",
    serviceTier: "flex",
    startTime: "2026-11-23T12:00:00.123456Z",
    durationMs: 1200.456,
    timeToFirstTokenMs: 80.5,
    status: "error",
    error: {
      class: "rate_limit",
      type: "RateLimitError",
      message: "429",
      code: "429",
      fingerprint: "0123456789abcdef",
    },
    attempt: 2,
    cached: true,
    usage: {
      inputTokens: 9,
      outputTokens: 8,
      cacheReadTokens: 7,
      cacheWriteTokens: 6,
      cacheWrite1hTokens: 5,
      reasoningTokens: 4,
      inputAudioTokens: 3,
      outputAudioTokens: 2,
    },
    usageSource: "estimated",
    budget: { heldNanos: 1, chargedNanos: 2, isBounded: true },
    userId: "用户",
    sessionId: "s",
    queryType: "rag",
    tags: ["a", "it's"],
    metadata: { team: "search", shard: 7, isTrial: true, ["__proto__"]: 8 },
  });
  expect((await stored([record])).get(record.spanId)).toEqual(record);
});

it("gives back what was stored, but for what a column cannot tell from nothing", async () => {
  const many = fc.uniqueArray(anyRecord, { selector: ({ spanId }) => spanId, minLength: 30, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(many, async (records) => {
      const back = await stored(records);
      for (const record of records) {
        expect(back.get(record.spanId)).toEqual(plain({ ...record, ...timesOf(record) }));
      }
    }),
    { numRuns: 8 },
  );
});

function timesOf({ durationMs, timeToFirstTokenMs }: SpanRecord) {
  return {
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs * 1000) / 1000 }),
    ...(timeToFirstTokenMs !== undefined && { timeToFirstTokenMs }),
  };
}

/** A record as storage knows it: payloads lie apart, nothing is empty, and no text has half a character. */
function plain({ input: _input, output: _output, ...record }: SpanRecord): unknown {
  const { usage, usageSource, attempt, cached, cost, tags, metadata, error, ...rest } = record;
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ""));
  return wellFormed({
    project: "default",
    ...known,
    name: record.name,
    ...(attempt !== undefined && attempt > 0 && { attempt }),
    ...(cached === true && { cached }),
    ...(usage && {
      usage: Object.fromEntries(
        Object.entries(usage).filter(([name, count]) => count > 0 || /^(in|out)putTokens$/.test(name)),
      ),
      usageSource: usageSource ?? "reported",
    }),
    ...(cost && { cost: { ...cost } }),
    ...(error && {
      error: Object.fromEntries(
        Object.entries(error).filter(([name, value]) => name !== "code" || value !== ""),
      ),
    }),
    ...(tags && tags.length > 0 && { tags }),
    ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
  });
}

/** Half a surrogate pair has no UTF-8 form: it becomes U+FFFD on its way. The budget is text of our own and keeps it. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.toWellFormed(),
      name === "budget" ? field : wellFormed(field),
    ]),
  );
}
