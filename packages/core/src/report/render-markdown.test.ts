import { describe, expect, it } from "vitest";
import { sampleRecord } from "../record/span-record.samples.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { SAMPLE_NOW, sampleReport } from "./report.samples.ts";
import { createReportAccumulator } from "./report-from-records.ts";

describe("renderMarkdown", () => {
  it("writes the sample day as on the page kept for it", async () => {
    await expect(renderMarkdown(sampleReport())).toMatchFileSnapshot("./testdata/report-markdown.txt");
  });

  it("does not let a name break out of its cell or bring markup", () => {
    const accumulator = createReportAccumulator({ now: SAMPLE_NOW });
    accumulator.add(sampleRecord({ userId: "a | b\n| c <img src=x> [x](y) `z`" }));
    const line = renderMarkdown(accumulator.build())
      .split("\n")
      .find((text) => text.includes("img"));
    expect(line).toContain("a \\| b \\| c \\<img src=x\\> \\[x\\](y) \\`z\\`");
    expect(line?.match(/(?<!\\)\|/g)).toHaveLength(10);
  });
});
