import { describe, expect, it } from "vitest";
import { countTests, findTestProblem, formatSummary, type StepResult } from "./test-report.ts";

const clean = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

describe("countTests", () => {
  it("counts a file that broke before its first test as a failure", () => {
    const testResults = [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{}] },
      { status: "passed", assertionResults: [{}] },
    ];
    expect(countTests({ ...clean, numFailedTests: 1, testResults })).toEqual({
      passed: 12,
      failed: 2,
      unrun: 0,
    });
  });

  it("counts nothing when there is no report", () => {
    expect(countTests(undefined)).toEqual({ passed: 0, failed: 0, unrun: 0 });
  });
});

describe("findTestProblem", () => {
  it.each([
    ["all passed", { passed: 1, failed: 0, unrun: 0 }, undefined],
    ["one failed", { passed: 1, failed: 1, unrun: 0 }, "1 failed"],
    ["none was run", { passed: 0, failed: 0, unrun: 0 }, "no test was run"],
    [
      "one was left out",
      { passed: 1, failed: 0, unrun: 1 },
      "1 tests were not run: every test runs everywhere",
    ],
  ])("judges a run in which %s", (_name, counts, expected) => {
    expect(findTestProblem(counts)).toBe(expected);
  });
});

describe("formatSummary", () => {
  const types: StepResult = { name: "types", isOk: true, durationMs: 3_210, output: "" };
  const names: StepResult = { name: "names", isOk: false, durationMs: 40, output: "x" };

  it("ends with the sum of the tests alone on its line", () => {
    const lines = formatSummary([types], countTests(clean)).split("\n");
    expect(lines).toEqual(["", "ok      types                 3.2 s", "", "12 passed, 0 failed", ""]);
  });

  it("names the steps that failed", () => {
    expect(formatSummary([types, names], undefined)).toContain("Failed: names");
  });
});
