import { describe, expect, it } from "vitest";
import { findLockfileProblems } from "./check-lockfile.ts";

function messagesIn(packages: object): string[] {
  const file = { path: "package-lock.json", text: JSON.stringify({ packages }) };
  return findLockfileProblems(file).map(({ message }) => message);
}

describe("findLockfileProblems", () => {
  it("accepts exact versions, others' ranges and binaries for every platform", () => {
    expect(
      messagesIn({
        "": { devDependencies: { tool: "1.2.3" } },
        "packages/core": { dependencies: { zod: "4.6.7-beta.1" } },
        "node_modules/tool": {
          dependencies: { zod: "^4" },
          optionalDependencies: { "tool-mac": "1.2.3", "tool-win": "1" },
        },
        "node_modules/tool-mac": { version: "1.2.3" },
        "node_modules/tool/node_modules/tool-win": { version: "1.0.0" },
      }),
    ).toEqual([]);
  });

  it("refuses a range of our own", () => {
    expect(
      messagesIn({ "": { dependencies: { a: "^1.0.0" } }, examples: { devDependencies: { b: "latest" } } }),
    ).toEqual([
      "the root wants a ^1.0.0: give an exact version",
      "examples wants b latest: give an exact version",
    ]);
  });

  it("refuses a platform's binary that was left out", () => {
    const problems = messagesIn({ "node_modules/tool": { optionalDependencies: { "tool-mac": "1.2.3" } } });
    expect(problems).toEqual([
      expect.stringContaining("tool-mac, optional for node_modules/tool, has no entry"),
    ]);
  });
});
