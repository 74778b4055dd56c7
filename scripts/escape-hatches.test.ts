import { describe, expect, it } from "vitest";
import { findEscapes, MAX_FILE_LINES } from "./escape-hatches.ts";

function messagesIn(text: string, path = "packages/core/src/x.ts"): string[] {
  return findEscapes({ path, text }).map(({ line, message }) => `${line}: ${message}`);
}

/** Glues a word together that must not stand in this file itself. */
const glued = (...parts: string[]) => parts.join("");

describe("the ratchet goes red", () => {
  it.each([
    ["a type of any", "const a: any = 1;", "any"],
    ["any within a type", "type A = Map<string, any[]>;", "any"],
    ["a cast to any", "f(x as any);", "any"],
    ["a non-null assertion", "const a = b!.c;", "non-null"],
    ["a double cast", "const a = b as unknown as C;", "as unknown as"],
    ["a type suppression", `// ${glued("@ts-", "ignore")}: later`, "@ts-"],
    ["an expected type error", `/* ${glued("@ts-", "expect-error")} */`, "@ts-"],
    ["an unchecked file", `// ${glued("@ts-", "nocheck")}`, "@ts-"],
    ["a lint suppression", `// ${glued("biome-", "ignore")} lint: why`, "biome-"],
    ["a skipped test", `${glued("it.", "skip")}('x', () => {});`, "not always run (skip)"],
    ["a focused group", `${glued("describe.", "only")}.each([1])('x', () => {});`, "not always run (only)"],
    [
      "a skip at the end of a chain",
      `${glued("test.", "concurrent.", "skip")}('x');`,
      "not always run (skip)",
    ],
    ["a conditional test", `${glued("it.", "skipIf")}(isRoot)('x', () => {});`, "not always run (skipIf)"],
    ["a planned test", `${glued("it.", "todo")}('x');`, "not always run"],
    ["unfinished work", `// ${glued("TO", "DO")} later`, "unfinished work"],
    ["unfinished work in text", `const a = "${glued("FIX", "ME")}";`, "unfinished work"],
  ])("on %s", (_name, line, expected) => {
    expect(messagesIn(`const first = 1;\n${line}\n`)).toEqual([expect.stringContaining(`2: `)]);
    expect(messagesIn(`const first = 1;\n${line}\n`)[0]).toContain(expected);
  });

  it("on a file that is too long, unless it is a test", () => {
    const text = "f();\n".repeat(MAX_FILE_LINES + 1);
    expect(messagesIn(text)).toEqual([
      `1: ${MAX_FILE_LINES + 1} lines, ${MAX_FILE_LINES} at most: split it by concept`,
    ]);
    expect(messagesIn(text, "packages/core/src/x.test.ts")).toEqual([]);
    expect(messagesIn("f();\n".repeat(MAX_FILE_LINES))).toEqual([]);
  });
});

describe("the ratchet stays green", () => {
  it.each([
    ["words that only look like escapes", 'const company = "any company"; // as unknown as it may be'],
    ["negation and inequality", "if (!a && a != b && a !== b) f(!c);"],
    ["a narrowing through unknown", "const a: unknown = b; const c = d as readonly string[];"],
    ["another object's only and skip", "list.only.skip(1); stream.skip(2);"],
    ["as const", "const a = ['x'] as const;"],
  ])("on %s", (_name, line) => {
    expect(messagesIn(`${line}\n`)).toEqual([]);
  });
});
