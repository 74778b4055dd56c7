import { describe, expect, it } from "vitest";
import type { OtlpSpan } from "../../ingest/otlp/otlp-span.ts";
import { DIALECTS } from "../dialects/registry.ts";
import { normalizeSpan } from "../normalize-span.ts";
import { aiSdkCells, aiSdkLegacyCells } from "./ai-sdk-cells.ts";
import { type DialectCell, type DialectCells, FACTS, STARTED } from "./dialect-cells.ts";
import { genaiCells } from "./genai-cells.ts";
import { langfuseCells } from "./langfuse-cells.ts";
import { langsmithCells } from "./langsmith-cells.ts";
import { openInferenceCells } from "./openinference-cells.ts";
import { openlitCells } from "./openlit-cells.ts";
import { traceloopCells } from "./traceloop-cells.ts";

const TABLE: readonly DialectCells[] = [
  ...[langfuseCells, openInferenceCells, langsmithCells, aiSdkLegacyCells],
  ...[aiSdkCells, traceloopCells, openlitCells, genaiCells],
];

function spanOf({ call, scopeName = "s" }: DialectCells, [, attributes, , fields]: DialectCell): OtlpSpan {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    name: "a call",
    kind: 3,
    startTimeUnixNano: STARTED,
    endTimeUnixNano: STARTED + 1_200_000_000n,
    attributes: { ...call, ...attributes },
    events: [],
    statusCode: 0,
    statusMessage: "",
    resource: {},
    scopeName,
    scopeVersion: "1",
    ...fields,
  };
}

describe.each(TABLE)("the dialect $dialect", (column) => {
  const cells = column.cells.map((cell) => ({ title: `${cell[0]} of ${JSON.stringify(cell[1])}`, cell }));

  it.each(cells)("reads $title", ({ cell }) => {
    const { record, dialect, reportedCost } = normalizeSpan(spanOf(column, cell));
    expect(dialect).toBe(column.dialect);
    expect({
      usage: undefined,
      provider: undefined,
      metadata: undefined,
      ...record,
      reportedCost,
    }).toMatchObject(cell[2]);
  });

  it("has a cell for every fact, or no name for it", () => {
    const told = new Set(column.cells.map(([fact]) => fact));
    expect([...told, ...column.untold].toSorted()).toEqual(FACTS.toSorted());
  });
});

it("has a column for every dialect but our own", () => {
  const columns = [...TABLE.map(({ dialect }) => dialect), "breakwater"];
  expect(columns).toEqual(expect.arrayContaining(DIALECTS.map(({ name }) => name)));
});
