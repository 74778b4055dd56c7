import { describe, expect, it } from "vitest";
import { findImportProblems } from "./check-imports.ts";

/** The problems of a small repository, given as path -> text. */
function problemsIn(files: Record<string, string>): string[] {
  const repository = Object.entries(files).map(([path, text]) => ({ path, text }));
  return findImportProblems(repository).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

const core = { "packages/core/src/a.ts": "export const a = 1;\n" };

describe("directions", () => {
  it("lets the arrows point to core, and tests use the testkit", () => {
    const problems = problemsIn({
      ...core,
      "packages/core/src/b.ts":
        'import { a } from "./a.ts";\nimport { z } from "zod";\nexport const b = [a, z];\n',
      "packages/core/src/b.test.ts":
        'import "@breakwater/testkit/clock";\nimport "node:fs";\nimport "fast-check";\n',
      "packages/notify/src/n.ts":
        'import { a } from "@breakwater/core/a";\nimport "node:crypto";\nexport const n = a;\n',
      "packages/sdk/src/index.ts": 'export { n } from "@breakwater/notify/n";\n',
      "packages/testkit/src/clock.ts": 'import type { a } from "@breakwater/core/a";\n',
      "packages/dashboard/src/d.ts": 'import type { S } from "@breakwater/server/api";\n',
      "packages/server/src/api.ts": "export type S = string;\n",
      "examples/demo.ts": 'import "breakwater";\nimport "@breakwater/testkit/clock";\n',
    });
    expect(problems).toEqual([]);
  });

  it.each([
    [
      "core to notify",
      "packages/core/src/x.ts",
      'import "@breakwater/notify/n";',
      "core may not import notify",
    ],
    [
      "core to Node",
      "packages/core/src/x.ts",
      'import { readFileSync } from "node:fs";',
      "core may not use Node",
    ],
    ["core to Node, unprefixed", "packages/core/src/x.ts", 'import "fs";', "core may not use Node"],
    ["core to an unlisted package", "packages/core/src/x.ts", 'import "hono/tiny";', "the package hono"],
    ["core's lazy import", "packages/core/src/x.ts", 'await import("@scope/p/x");', "the package @scope/p"],
    ["core's type import", "packages/core/src/x.ts", 'type T = import("hono").T;', "the package hono"],
    [
      "a re-export",
      "packages/core/src/x.ts",
      'export { n } from "@breakwater/notify/n";',
      "may not import notify",
    ],
    ["notify to sdk", "packages/notify/src/x.ts", 'import "breakwater";', "notify may not import sdk"],
    [
      "code to testkit",
      "packages/sdk/src/x.ts",
      'import "@breakwater/testkit/clock";',
      "sdk may not import testkit",
    ],
    [
      "testkit to sdk",
      "packages/testkit/src/x.ts",
      'import type { n } from "breakwater";',
      "may not import sdk",
    ],
    [
      "dashboard to server code",
      "packages/dashboard/src/x.ts",
      'import "@breakwater/server/api";',
      "import server",
    ],
    ["a path into a package", "packages/sdk/src/x.ts", 'import "../../core/src/a.ts";', "reaches into core"],
    ["code to a test's file", "packages/sdk/src/x.ts", 'import "./y.test.ts";', "only tests import it"],
    ["a missing file", "packages/sdk/src/x.ts", 'import "./nowhere.ts";', "is no file"],
  ])("refuses %s", (_name, path, text, expected) => {
    const problems = problemsIn({
      ...core,
      "packages/notify/src/n.ts": "export const n = 1;\n",
      "packages/sdk/src/index.ts": "export const n = 1;\n",
      "packages/sdk/src/y.test.ts": "export const y = 1;\n",
      "packages/server/src/api.ts": "export const s = 1;\n",
      "packages/testkit/src/clock.ts": "export const t = 1;\n",
      [path]: `// first line\n${text}\n`,
    });
    expect(problems).toEqual([expect.stringMatching(`^${path}:2 .*${expected}`)]);
  });
});

describe("purity of core", () => {
  it.each([
    "Date.now()",
    "new Date()",
    "Date()",
    "Math.random()",
    "performance.now()",
    "process.env.HOME",
    "Temporal.Now.instant()",
    "fetch('http://a')",
    "setTimeout(() => {}, 1)",
    "crypto.randomUUID()",
    "globalThis.process",
  ])("refuses %s", (expression) => {
    const text = `export const x = () => ${expression};\n`;
    expect(problemsIn({ "packages/core/src/x.ts": text })).toHaveLength(1);
    expect(problemsIn({ "packages/sdk/src/x.ts": text, "packages/core/src/x.test.ts": text })).toEqual([]);
  });

  it("allows times and clocks that are passed in", () => {
    const text =
      "export const f = (clock: { now(): number }, at: number) => [clock.now(), new Date(at), Math.max(1)];\n";
    expect(problemsIn({ "packages/core/src/x.ts": text })).toEqual([]);
  });
});

describe("cycles", () => {
  it("finds one through type-only imports and package names", () => {
    const problems = problemsIn({
      "packages/core/src/a.ts": 'import type { B } from "./b.ts";\n',
      "packages/core/src/b.ts": 'import { c } from "@breakwater/core/c";\n',
      "packages/core/src/c.ts": 'export * from "./a.ts";\n',
    });
    expect(problems).toEqual([
      "packages/core/src/a.ts:1 import cycle: packages/core/src/a.ts -> packages/core/src/b.ts -> packages/core/src/c.ts -> packages/core/src/a.ts",
    ]);
  });

  it("is content with a diamond", () => {
    const problems = problemsIn({
      "packages/core/src/a.ts": 'import "./b.ts";\nimport "./c.ts";\n',
      "packages/core/src/b.ts": 'import "./d.ts";\n',
      "packages/core/src/c.ts": 'import "./d.ts";\n',
      "packages/core/src/d.ts": "export const d = 1;\n",
    });
    expect(problems).toEqual([]);
  });
});
