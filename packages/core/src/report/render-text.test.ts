import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleRecord } from "../record/span-record.samples.ts";
import { displayWidth } from "./display-text.ts";
import { renderText } from "./render-text.ts";
import { SAMPLE_NOW, sampleReport } from "./report.samples.ts";
import { createReportAccumulator } from "./report-from-records.ts";

const report = sampleReport();

function reportOf(...records: Parameters<typeof sampleRecord>[0][]) {
  const accumulator = createReportAccumulator({ now: SAMPLE_NOW });
  for (const [index, fields] of records.entries()) {
    accumulator.add(sampleRecord({ spanId: String(index).padStart(16, "0"), ...fields }));
  }
  return accumulator.build();
}

describe("renderText", () => {
  it("writes the sample day as on the page kept for it", async () => {
    await expect(renderText(report)).toMatchFileSnapshot("./testdata/report.txt");
  });

  it("writes the sample day for a narrow terminal as on the page kept for it", async () => {
    await expect(renderText(report, { width: 72 })).toMatchFileSnapshot("./testdata/report-narrow.txt");
  });

  it("stays within the width, has no blank at a line's end and loses no total, at any width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 200 }), (width) => {
        const lines = renderText(report, { width }).split("\n");
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
        expect(lines.filter((line) => line.endsWith(" "))).toEqual([]);
        expect(lines.join("\n")).toContain("1,188 calls");
      }),
      { numRuns: 50 },
    );
  });

  it("colours only when asked to, and changes nothing else by it", () => {
    const coloured = renderText(report, { color: true });
    expect(renderText(report)).not.toContain("\u001b");
    expect(coloured).toContain("\u001b[31m");
    const lines = stripVTControlCharacters(coloured)
      .split("\n")
      .map((line) => line.trimEnd());
    expect(lines.join("\n")).toBe(renderText(report));
  });

  it("says that nothing happened, and that nothing is unknown", () => {
    const text = renderText(createReportAccumulator({ now: SAMPLE_NOW }).build());
    expect(text).toContain("No calls in this time.");
    expect(text).toContain("Nothing: every call is priced and counted.");
    expect(text).not.toContain("NaN");
  });

  it("never shows an unknown price as 0 dollars", () => {
    const text = renderText(reportOf({ cost: { source: "unpriced", reason: "unknown model" } }));
    expect(text).toContain("unknown for 1 call");
    expect(text).toContain("1 call without a known price, in none of the sums: gpt-4o (1)");
    expect(text).not.toContain("$0");
  });

  it("shows a sum that misses calls as a lower bound", () => {
    const text = renderText(reportOf({}, { cost: { source: "unpriced", reason: "unknown model" } }));
    expect(text).toContain("≥ $0.0035 for 2 calls");
  });

  it("does not let a name move the cursor, colour the terminal or start a line", () => {
    const evil = "\u001b]0;title\u0007\u001b[2J\nroot\u202e";
    const error = { class: "server", type: evil, message: evil, fingerprint: "0".repeat(16) } as const;
    const text = renderText(
      reportOf({ userId: evil, requestModel: evil, tags: [evil], status: "error", error }),
    );
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.split("\n").some((line) => line.startsWith("root"))).toBe(false);
  });
});
