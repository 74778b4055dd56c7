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
