import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, plainText } from "./display-text.ts";
import { COLUMN_GAP, fitTable, type ReportColumn, type ReportTable } from "./report-table.ts";

function tableOf(columns: readonly ReportColumn[], ...rows: string[][]): ReportTable {
  return { columns, rows: rows.map((row) => row.map((text) => ({ text }))) };
}

const name: ReportColumn = { header: "name", align: "left", shrinksTo: 4 };
const number: ReportColumn = { header: "n", align: "right" };

describe("fitTable", () => {
  it("aligns names left and numbers right", () => {
    const fitted = fitTable(tableOf([name, number], ["量子", "7"], ["a", "1,000"]), 40);
    expect(fitted.header).toEqual(["name", "    n"]);
    expect(fitted.rows.map((row) => row.map(({ text }) => text))).toEqual([
      ["量子", "    7"],
      ["a   ", "1,000"],
    ]);
  });

  it("cuts names before it leaves out a column, and leaves out the highest order first", () => {
    const columns = [
      name,
      { ...number, header: "first", dropOrder: 1 },
      { ...number, header: "second", dropOrder: 2 },
    ];
    const table = tableOf(columns, ["abcdefghij", "1", "2"]);
    expect(fitTable(table, 19).header).toEqual(["name", "first", "second"]);
    expect(fitTable(table, 19).rows[0]?.[0]?.text).toBe("abc…");
    expect(fitTable(table, 18).header.map((text) => text.trim())).toEqual(["name", "first"]);
    expect(fitTable(table, 10).header.map((text) => text.trim())).toEqual(["name"]);
  });

  it("never leaves out a number that must be there, even when it does not fit", () => {
    expect(fitTable(tableOf([name, number], ["abcdef", "1,000,000"]), 5).rows[0]?.[1]?.text).toBe(
      "1,000,000",
    );
  });

  it("gives every cell of a column the same display width, within the width asked for where it can", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("量", "a", "👩‍🔬", "é", "한", " ", "\u001b"), maxLength: 20 })
      .map(plainText);
    const rows = fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 });
    const columns = [name, { ...name, header: "量子" }, { ...number, dropOrder: 1 }];
    fc.assert(
      fc.property(rows, fc.integer({ min: 10, max: 60 }), (texts, width) => {
        const fitted = fitTable(tableOf(columns, ...texts), width);
        for (const line of [fitted.header, ...fitted.rows.map((row) => row.map(({ text }) => text))]) {
          expect(line.map(displayWidth)).toEqual(fitted.widths);
        }
        const total = fitted.widths.reduce((sum, columnWidth) => sum + columnWidth + COLUMN_GAP, -COLUMN_GAP);
        expect(total).toBeLessThanOrEqual(width);
      }),
    );
  });
});
