// Usage: npm test [-- unit | --checks | vitest filters]; docs/contributing.md explains them.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, runCommand } from "./run-command.ts";
import { planTests, type Step } from "./test-plan.ts";
import {
  countTests,
  findTestProblem,
  formatStep,
  formatSummary,
  type StepResult,
  type TestCounts,
  type VitestReport,
} from "./test-report.ts";

const plan = planTests(process.argv.slice(2));
const results: StepResult[] = [];
let counts: TestCounts | undefined;

if (plan.build !== undefined) results.push(await runStep(plan.build));
results.push(...(await runSteps(plan.checks)));
if (plan.vitestArguments !== undefined) {
  const tests = await runTests(plan.vitestArguments);
  counts = tests.counts;
  results.push(tests.result);
}
process.stdout.write(formatSummary(results, counts));
process.exitCode = results.every(({ isOk }) => isOk) ? 0 : 1;

async function runStep({ name, command }: Step): Promise<StepResult> {
  const started = performance.now();
  const { isOk, output } = await runCommand(command, "collect");
  const result = { name, isOk, output, durationMs: performance.now() - started };
  process.stdout.write(`${formatStep(result)}\n${isOk ? "" : `${output}\n`}`);
  return result;
}

/** Runs the steps side by side, as many as there are processors, and returns their results in the given order. */
async function runSteps(steps: readonly Step[]): Promise<StepResult[]> {
  const finished = new Map<Step, StepResult>();
  const waiting = [...steps];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      finished.set(step, await runStep(step));
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return steps.flatMap((step) => finished.get(step) ?? []);
}

async function runTests(
  vitestArguments: readonly string[],
): Promise<{ readonly counts: TestCounts; readonly result: StepResult }> {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-test-"));
  const reportFile = join(folder, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const command: Command = ["vitest", "run", ...reporters, ...vitestArguments];
  const started = performance.now();
  const { isOk } = await runCommand(command, "live");
  const sums = countTests(readReport(reportFile));
  rmSync(folder, { recursive: true });
  const problem = findTestProblem(sums);
  if (problem !== undefined) process.stdout.write(`tests: ${problem}\n`);
  const durationMs = performance.now() - started;
  return {
    counts: sums,
    result: { name: "tests", isOk: isOk && problem === undefined, output: "", durationMs },
  };
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // vitest writes none when it finds no test or breaks down; that is a failure of its own.
    return undefined;
  }
}
