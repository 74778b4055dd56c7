/** How one step ended. */
export interface StepResult {
  readonly name: string;
  readonly isOk: boolean;
  readonly durationMs: number;
  /** What it printed. */
  readonly output: string;
}

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** The sums of a test run. */
export interface TestCounts {
  readonly passed: number;
  /** Failed tests, and files that failed before their first test. */
  readonly failed: number;
  /** Skipped and planned tests. */
  readonly unrun: number;
}

/** Sums up vitest's report; without one nothing was run. */
export function countTests(report: VitestReport | undefined): TestCounts {
  if (report === undefined) return { passed: 0, failed: 0, unrun: 0 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    unrun: report.numPendingTests + report.numTodoTests,
  };
}

/** Why a test run is a failure although vitest may not say so; undefined when it is none. */
export function findTestProblem({ passed, failed, unrun }: TestCounts): string | undefined {
  if (failed > 0) return `${failed} failed`;
  if (passed === 0) return "no test was run";
  return unrun > 0 ? `${unrun} tests were not run: every test runs everywhere` : undefined;
}

/** One line such as `ok      types              3.2 s`. */
export function formatStep({ name, isOk, durationMs }: StepResult): string {
  return `${isOk ? "ok    " : "FAILED"}  ${name.padEnd(18)} ${(durationMs / 1000).toFixed(1).padStart(6)} s`;
}

/** The closing lines: a table of all steps, and under it alone the sum of the tests, if any were to run. */
export function formatSummary(steps: readonly StepResult[], counts: TestCounts | undefined): string {
  const lines = ["", ...steps.map(formatStep), ""];
  const failed = steps.filter(({ isOk }) => !isOk).map(({ name }) => name);
  if (failed.length > 0) lines.push(`Failed: ${failed.join(", ")} (what they printed is above).`);
  if (counts !== undefined) lines.push(`${counts.passed} passed, ${counts.failed} failed`);
  else if (failed.length === 0) lines.push("All checks passed.");
  return `${lines.join("\n")}\n`;
}
