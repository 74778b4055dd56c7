import { describe, expect, it } from "vitest";
import { findDependencyProblems, findPackageProblems, type PackedFile } from "./package-contents.ts";

function file(path: string, text = "x"): PackedFile {
  return { path, text, size: text.length };
}

const complete = [
  ...["LICENSE", "NOTICE", "README.md", "package.json"].map((path) => file(path)),
  file("dist/index.js", 'import { z } from "zod";\nimport("./o200k_base.js");\n'),
  file("dist/index.cjs", 'require("zod");\n'),
  file("dist/index.d.ts"),
  file("dist/index.d.cts"),
  file("dist/breakwater-report.js", "#!/usr/bin/env node\n"),
];

function withFile(changed: PackedFile): PackedFile[] {
  return [...complete.filter(({ path }) => path !== changed.path), changed];
}

describe("findPackageProblems", () => {
  it("accepts a complete tarball with chunks", () => {
    expect(findPackageProblems([...complete, file("dist/o200k_base.js")])).toEqual([]);
  });

  it.each([
    ["a missing file", complete.slice(1), "LICENSE is not in the tarball"],
    ["source code", withFile(file("src/index.ts")), "src/index.ts does not belong"],
    [
      "a private import",
      withFile(file("dist/index.js", 'import a from "@breakwater/core/a"')),
      "@breakwater/core/a",
    ],
    [
      "a private type",
      withFile(file("dist/index.d.ts", 'import("@breakwater/core/a").A')),
      "@breakwater/core/a",
    ],
    ["an unbundled tokenizer", withFile(file("dist/index.cjs", 'require("gpt-tokenizer")')), "gpt-tokenizer"],
    ["a program nothing runs", withFile(file("dist/breakwater-report.js")), "does not start with"],
    ["an empty file", withFile(file("NOTICE", "")), "NOTICE is empty"],
    ["too much", [...complete, { ...file("dist/a.js"), size: 20_000_000 }], "bytes unpacked"],
  ])("refuses %s", (_name, files, expected) => {
    expect(findPackageProblems(files).join("\n")).toContain(expected);
  });
});

describe("findDependencyProblems", () => {
  const files = [
    file(
      "dist/index.js",
      'import { z } from "zod";\nimport fs from "node:fs";\nimport a from "@scope/a/sub";\n',
    ),
    file("dist/index.cjs", 'const z = require("zod");\nrequire("./chunk.cjs");\n'),
    file("README.md", 'import { createMonitor } from "breakwater";'),
  ];

  it("accepts what is imported and declared alike", () => {
    expect(findDependencyProblems(files, ["@scope/a", "zod"])).toEqual([]);
  });

  it("accepts a peer, imported or not", () => {
    expect(findDependencyProblems(files, ["zod"], ["@scope/a", "langchain"])).toEqual([]);
  });

  it("refuses an undeclared import and an idle dependency", () => {
    expect(findDependencyProblems(files, ["zod", "hono"])).toEqual([
      "hono is a dependency, and nothing in the build imports it",
      "the build imports @scope/a, which is no dependency",
    ]);
  });
});
