import { describe, expect, it } from "vitest";
import { findDocProblems, findUnmappedFolders } from "./check-docs.ts";

const files: Record<string, string> = {
  "docs/guide.md": "# The guide\n\n## What it does, in short\n",
  "docs/report.png": "",
  "packages/core/src": "",
  "README.md": "",
};

function problemsIn(text: string, path = "README.md"): string[] {
  const repo = {
    exists: (name: string) => name in files,
    npmScripts: new Set(["demo"]),
    textOf: (name: string) => files[name],
  };
  return findDocProblems({ path, text }, repo).map(({ line, message }) => `${line}: ${message}`);
}

describe("findDocProblems", () => {
  it.each([
    ["a link", "[guide](docs/guide.md)"],
    ["a link to a heading", "[short](docs/guide.md#what-it-does-in-short)"],
    ["an outside link", "[site](https://example.com/docs/none.md) <mailto:a@b.c>"],
    ["an image", '![report](docs/report.png) <img alt="r" src="docs/report.png">'],
    ["a path in a sentence", "See packages/core/src. It is small."],
    ["build output and patterns", "packages/sdk/dist/index.js packages/*/src packages/<name>/src"],
    ["a script", "run `npm run demo` now"],
    ["other uses of the words", "@breakwater/docs/x ./scripts/x a/packages/b"],
  ])("accepts %s", (_name, text) => {
    expect(problemsIn(text)).toEqual([]);
  });

  it.each([
    ["a dead link", "[x](docs/gone.md)", "docs/gone.md does not exist"],
    ["a dead image", '<img src="docs/gone.png">', "docs/gone.png does not exist"],
    ["a dead heading", "[x](docs/guide.md#nowhere)", "has no such heading"],
    ["a stale path", "see `packages/core/lib/x.ts`", "packages/core/lib/x.ts does not exist"],
    ["a stale path in a drawing", "```\n|  scripts/gone.ts  |\n```", "scripts/gone.ts does not exist"],
    ["a script that is gone", "npm run deploy", "npm run deploy does not exist"],
  ])("refuses %s", (_name, text, expected) => {
    expect(problemsIn(text).join("\n")).toContain(expected);
  });

  it("reads a link from where its document lies, and names the line", () => {
    expect(problemsIn("\n[readme](../README.md)\n[x](gone.md)", "docs/guide.md")).toEqual([
      "3: link to gone.md: docs/gone.md does not exist",
    ]);
  });
});

describe("findUnmappedFolders", () => {
  const map = {
    path: "docs/architecture.md",
    text: "| packages/core | decides |\n packages/server/src/query, asks",
  };

  it("accepts folders that are named, whatever stands about them", () => {
    expect(findUnmappedFolders(map, ["packages/core", "packages/server/src/query"])).toEqual([]);
  });

  it("refuses a folder that is not, though another's name begins with its own", () => {
    expect(findUnmappedFolders(map, ["packages/co", "packages/server/src/alert"])).toMatchObject([
      { message: expect.stringContaining("packages/co is not on the map") },
      { message: expect.stringContaining("packages/server/src/alert is not on the map") },
    ]);
  });
});
