import { lineAt, type Problem, type RepoFile } from "./repo-files.ts";
import { visitSyntax } from "./syntax.ts";

const IMPURE_OBJECTS = new Set(["process", "globalThis", "console"]);
const IMPURE_MEMBERS = new Set([
  "Date.now",
  "Math.random",
  "Temporal.Now",
  "crypto.getRandomValues",
  "crypto.randomUUID",
  "performance.now",
  "performance.timeOrigin",
]);
const IMPURE_CALLS = new Set([
  "Date",
  "fetch",
  "queueMicrotask",
  "require",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

/** Finds what would make a pure file depend on when, where or how often it runs. Names are taken as the globals' own. */
export function findImpurities(file: RepoFile): Problem[] {
  const found: Problem[] = [];
  const note = (name: string, offset: number) => {
    const message = `${name} does not belong into pure code: pass the clock, id, value or port in`;
    found.push({ path: file.path, line: lineAt(file.text, offset), message });
  };
  visitSyntax(file, {
    MemberExpression(node) {
      if (node.object.type !== "Identifier") return;
      const object = node.object.name;
      const member = node.property.type === "Identifier" ? `${object}.${node.property.name}` : object;
      if (IMPURE_OBJECTS.has(object) || IMPURE_MEMBERS.has(member)) note(member, node.start);
    },
    CallExpression({ callee, start }) {
      if (callee.type === "Identifier" && IMPURE_CALLS.has(callee.name)) note(`${callee.name}()`, start);
    },
    NewExpression({ callee, arguments: given, start }) {
      const isNow = callee.type === "Identifier" && callee.name === "Date" && given.length === 0;
      if (isNow) note("new Date() without a time", start);
    },
  });
  return found;
}
