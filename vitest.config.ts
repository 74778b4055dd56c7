import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests of whole programs and of what they share with the process: each file in a process of its own. */
const WITH_THE_WORLD = [
  "**/*.int.test.ts",
  "e2e/**/*.test.ts",
  "e2e-otel/**/*.test.ts",
  "examples/**/*.test.ts",
];

/** What vitest leaves out without being told. */
const NEVER = ["**/node_modules/**", "**/.git/**"];

export default defineConfig({
  test: {
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    // vitest leaves a processor to itself, which of two is half; most tests wait more than they compute.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts"],
          exclude: [...NEVER, ...WITH_THE_WORLD],
          // Files share a process, and what it has loaded: loading took longer than testing.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: WITH_THE_WORLD,
          exclude: NEVER,
        },
      },
    ],
  },
});
