import { describe, expect, it } from "vitest";
import { findNameProblems } from "./check-names.ts";

function messagesIn(path: string, text = ""): string[] {
  return findNameProblems({ path, text }).map(({ line, message }) => `${line}: ${message}`);
}

describe("findNameProblems", () => {
  it.each([
    "packages/core/src/utils.ts",
    "packages/core/src/helpers/a.ts",
    "packages/sdk/src/run-manager.test.ts",
  ])("refuses %s", (path) => {
    expect(messagesIn(path)).toEqual([expect.stringContaining("explains nothing")]);
  });

  it.each(["packages/core/src/money/nanos.ts", "docs/commonly-asked.md"])("accepts %s", (path) => {
    expect(messagesIn(path)).toEqual([]);
  });

  const host = ["https:", "", "registry.example.com"].join("/");

  it("refuses a registry in the lockfile, in an npm setting and in a text", () => {
    expect(messagesIn("package-lock.json", `{\n"resolved": "${host}/a.tgz"\n}`)[0]).toContain("2: ");
    expect(messagesIn(".npmrc", `fund=false\nregistry${"="}http://a.example`)).toHaveLength(1);
    expect(messagesIn("README.md", `npm install --registry ${host}`)).toHaveLength(1);
  });

  it("accepts workspace links in the lockfile", () => {
    expect(messagesIn("package-lock.json", '"resolved": "packages/core"')).toEqual([]);
  });
});
