import type { Command } from "./run-command.ts";

/** One check of the repository. */
export interface Step {
  readonly name: string;
  readonly command: Command;
}

/** What one run of `npm test` does. */
export interface TestPlan {
  readonly build: Step | undefined;
  /** Independent of each other; some read what the build made. */
  readonly checks: readonly Step[];
  /** Arguments for vitest; undefined when no tests are to run. */
  readonly vitestArguments: readonly string[] | undefined;
}

const BUILD: Step = { name: "build", command: ["node", "scripts/build.ts"] };

const CHECKS: readonly Step[] = [
  { name: "format and lint", command: ["biome", "ci", "--error-on-warnings", "--colors=off", "."] },
  { name: "types", command: ["node", "scripts/check-types.ts"] },
  { name: "import rules", command: ["node", "scripts/check-imports.ts"] },
  { name: "unused code", command: ["knip", "--no-progress"] },
  { name: "published package", command: ["node", "scripts/check-package.ts"] },
  { name: "escape hatches", command: ["node", "scripts/check-escapes.ts"] },
  { name: "documents", command: ["node", "scripts/check-docs.ts"] },
  { name: "lockfile", command: ["node", "scripts/check-lockfile.ts"] },
  { name: "names", command: ["node", "scripts/check-names.ts"] },
];

/**
 * Reads the arguments of `npm test`.
 *
 * Without any, all checks and all tests run. `--checks` leaves out the tests. `unit` runs only the tests that need no
 * sockets, processes or build. Anything else goes to vitest as it is, such as a path or `-t "a name"`.
 */
export function planTests(given: readonly string[]): TestPlan {
  const [first, ...rest] = given;
  switch (first) {
    case undefined:
      return { build: BUILD, checks: CHECKS, vitestArguments: [] };
    case "--checks":
      return { build: BUILD, checks: CHECKS, vitestArguments: undefined };
    case "unit":
      return {
        build: undefined,
        checks: [],
        vitestArguments: ["--project", "unit", ...rest],
      };
    default:
      return { build: BUILD, checks: [], vitestArguments: given };
  }
}
