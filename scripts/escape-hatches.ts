import type { Comment, Expression, Super } from "oxc-parser";
import { TEST_FILE } from "./import-rules.ts";
import { lineAt, type Problem, type RepoFile } from "./repo-files.ts";
import { visitSyntax } from "./syntax.ts";

/** A file of code longer than this is split by concept; tests and their samples may be longer. */
export const MAX_FILE_LINES = 300;

const SUPPRESSION =
  /@ts-(ignore|expect-error|nocheck)|(biome|eslint|oxlint|prettier|knip)-(ignore|disable)|(istanbul|v8|c8) ignore/;
// Spelled so that this file does not find itself.
const UNFINISHED = /\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/g;
const TEST_BLOCKS = new Set(["it", "test", "describe", "bench"]);
const UNRUN_MODES = new Set(["skip", "only", "todo", "skipIf", "runIf", "fails"]);

type Note = (offset: number, message: string) => void;

/** Finds every way around the rules in one file: there are none, and it stays so. */
export function findEscapes(file: RepoFile): Problem[] {
  const found: Problem[] = [];
  const note: Note = (offset, message) =>
    found.push({ path: file.path, line: lineAt(file.text, offset), message });
  noteComments(visitEscapes(file, note), note);
  for (const { index, 0: word } of file.text.matchAll(UNFINISHED))
    note(index, `unfinished work marked ${word}`);
  const lines = file.text.split("\n").length - 1;
  if (lines > MAX_FILE_LINES && !TEST_FILE.test(file.path)) {
    note(0, `${lines} lines, ${MAX_FILE_LINES} at most: split it by concept`);
  }
  return found;
}

function visitEscapes(file: RepoFile, note: Note): Comment[] {
  return visitSyntax(file, {
    TSAnyKeyword: ({ start }) => note(start, "any: say what it is, or unknown and narrow it"),
    TSNonNullExpression: ({ end }) => note(end, "non-null !: handle the missing case"),
    TSAsExpression({ expression, start }) {
      const isDouble =
        expression.type === "TSAsExpression" && expression.typeAnnotation.type === "TSUnknownKeyword";
      if (isDouble) note(start, "as unknown as: narrow the value instead");
    },
    MemberExpression({ object, property, start }) {
      if (property.type !== "Identifier" || !UNRUN_MODES.has(property.name)) return;
      if (TEST_BLOCKS.has(rootName(object))) note(start, `a test that is not always run (${property.name})`);
    },
  });
}

/** The first name of a chain such as `it.each.concurrent`, empty for what is no chain of names. */
function rootName(node: Expression | Super): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? rootName(node.object) : "";
}

function noteComments(comments: readonly Comment[], note: Note): void {
  for (const { value, start } of comments) {
    const suppression = SUPPRESSION.exec(value);
    if (suppression !== null) note(start, `${suppression[0]}: mend the cause instead`);
  }
}
