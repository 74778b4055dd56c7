import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests in a real browser against a real server: the two need both of two processors. */
const IN_A_BROWSER = ["e2e/dashboard/**/*.test.ts"];

/** Tests of whole programs and of what they share with the process. */
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
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: WITH_THE_WORLD,
          exclude: [...NEVER, ...IN_A_BROWSER],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: IN_A_BROWSER,
          exclude: NEVER,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
