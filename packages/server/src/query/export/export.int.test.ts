import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { isInference } from "@breakwater/core/record/span-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectedMeasures } from "../../testing/expected-measures.ts";
import { openQueryBed, type QueryBed } from "../../testing/query-bed.ts";
import { fleetSpans } from "../../testing/watched-fleet.ts";
import { exportFocus } from "./export-focus.ts";
import { exportSpans } from "./export-spans.ts";

const RANGE = { from: Date.UTC(2026, 0, 30), to: Date.UTC(2026, 1, 2) };
const FLEET = fleetSpans(600, RANGE);
const FILTER = { project: "shop", range: RANGE };
const ATTACKS = { project: "attacked", range: RANGE };

const HOSTILE: readonly SpanRecord[] = ["=1+1", "+1", "-1", "@x", "\tx", 'say "hi", all'].map((text, which) =>
  sampleRecord({
    project: "attacked",
    spanId: String(which).repeat(16),
    startTime: `2026-01-30T12:00:0${9 - which}.000000Z`,
    name: text,
    userId: text,
    metadata: { note: text },
    cost: { source: "priced", totalNanos: 1, inputNanos: 1, outputNanos: 0, catalogue: "c" },
  }),
);

let bed: QueryBed;
beforeAll(async () => {
  bed = await openQueryBed();
  await bed.store([...FLEET, ...HOSTILE]);
});
afterAll(() => bed.close());

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return Buffer.concat(pieces);
}

async function linesOf(chunks: AsyncIterable<Uint8Array>): Promise<Record<string, unknown>[]> {
  const text = (await bytesOf(chunks)).toString();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Dollars as exact text, back to nano-dollars. */
function nanosOf(dollars: unknown): number {
  const [whole = "0", part = ""] = String(dollars).split(".");
  return Number(whole) * 1e9 + Number(part.padEnd(9, "0"));
}

it("gives each span once, its money exact", async () => {
  const rows = await linesOf(exportSpans(FILTER, "jsonl", bed.context));
  expect(rows.map(({ spanId }) => spanId).toSorted()).toEqual(FLEET.map(({ spanId }) => spanId));
  const costs = new Map(rows.map(({ spanId, costUsd }) => [spanId, costUsd]));
  for (const { spanId, cost } of FLEET) {
    const isPriced = cost !== undefined && cost.source !== "unpriced";
    expect(costs.get(spanId) === null).toBe(!isPriced);
    if (isPriced) expect(nanosOf(costs.get(spanId))).toBe(cost.totalNanos);
  }
});

it("makes no formula of a text in CSV, and keeps it as it is elsewhere", async () => {
  const csv = (await bytesOf(exportSpans(ATTACKS, "csv", bed.context))).toString().split("\n");
  expect(csv[0]).toMatch(/^"traceId","spanId",/);
  expect(csv.filter((line) => /(^|,)"?[=+@\t-]/.test(line))).toEqual([]);
  expect(csv[1]).toContain(`"'=1+1"`);
  expect(csv[1]).toContain(`"0.000000001"`);
  expect(csv[6]).toContain(`"say ""hi"", all"`);
  const rows = await linesOf(exportSpans(ATTACKS, "jsonl", bed.context));
  expect(rows.map(({ userId }) => userId)).toEqual(HOSTILE.map(({ userId }) => userId));
});

it.each([
  ["spans", exportSpans],
  ["costs", exportFocus],
])("writes %s as Parquet, with the values that the rows have", async (_, exported) => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-parquet-"));
  const path = join(directory, "rows.parquet");
  writeFileSync(path, await bytesOf(exported(FILTER, "parquet", bed.context)));
  const read = await bed.context.engine.query(`SELECT * FROM file('${path}', Parquet)`);
  const lines = await linesOf(exported(FILTER, "jsonl", bed.context));
  expect(read.length).toBeGreaterThan(0);
  expect(read).toHaveLength(lines.length);
  const keyed = (rows: readonly unknown[]) => rows.map(comparable).toSorted();
  expect(keyed(read)).toEqual(keyed(lines));
  rmSync(directory, { recursive: true });
});

/** Numbers and nested values are text in some formats. */
function plainValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  return /^[[{]/.test(value) ? JSON.parse(value) : value;
}

/** A row as text, whatever the form in which its numbers, times and nested values are written. */
function comparable(row: unknown): string {
  const values = Object.entries(Object(row)).map(([name, value]) => [name, plainValue(value)]);
  return JSON.stringify(Object.fromEntries(values));
}

it("adds up to the cost of all calls in FOCUS, unknown prices counted apart", async () => {
  const rows = await linesOf(exportFocus(FILTER, "jsonl", bed.context));
  const calls = FLEET.filter(({ kind, status }) => isInference(kind) && status !== "running");
  const { costNanos, unpricedCalls } = expectedMeasures(calls);
  const billed = rows.reduce((sum, { BilledCost }) => sum + nanosOf(BilledCost), 0);
  const unpriced = rows.filter(({ SkuMeter }) => SkuMeter === "unpriced");
  expect(billed).toBe(costNanos);
  expect(unpriced.reduce((sum, { ConsumedQuantity }) => sum + Number(ConsumedQuantity), 0)).toBe(
    unpricedCalls,
  );
});

/** Mandatory columns of FOCUS 1.2; all but ChargeClass hold something in every row. */
const MANDATORY = `BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart
  ChargeCategory ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost
  InvoiceIssuerName ListCost PricingQuantity PricingUnit ProviderName PublisherName ServiceCategory ServiceName`;

it("has every mandatory column of FOCUS, in UTC days and months", async () => {
  const rows = await linesOf(exportFocus(FILTER, "jsonl", bed.context));
  for (const row of rows) {
    for (const column of MANDATORY.split(/\s+/)) {
      expect(row).toHaveProperty(column);
      if (column !== "ChargeClass") expect(row[column]).not.toBeOneOf([null, ""]);
    }
  }
  const last = rows.find(({ ChargePeriodStart }) => ChargePeriodStart === "2026-01-31T00:00:00Z");
  expect(last).toMatchObject({
    ChargePeriodEnd: "2026-02-01T00:00:00Z",
    BillingPeriodStart: "2026-01-01T00:00:00Z",
    BillingPeriodEnd: "2026-02-01T00:00:00Z",
    ChargeClass: null,
    BillingCurrency: "USD",
  });
});
