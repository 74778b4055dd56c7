import { type Comment, parseSync, Visitor, type VisitorObject } from "oxc-parser";
import type { RepoFile } from "./repo-files.ts";

/** One place where a file names another module: import, re-export, `import()`, or a type's `import("x").Y`. */
export interface ModuleReference {
  /** As written; undefined when it is computed and so cannot be checked. */
  readonly specifier: string | undefined;
  /** Erased before the program runs: `import type`, `export type`, `import("x").Y`. */
  readonly isTypeOnly: boolean;
  readonly offset: number;
}

/** Parses a file, calls the visitor for its nodes, and returns its comments. @throws SyntaxError when it does not parse. */
export function visitSyntax(file: RepoFile, visitor: VisitorObject): Comment[] {
  const { program, comments, errors } = parseSync(file.path, file.text);
  const [error] = errors;
  if (error !== undefined) throw new SyntaxError(`${file.path}: ${error.message}`);
  new Visitor(visitor).visit(program);
  return comments;
}

/** All modules that a file names, type-only ones included, in the order of the file. */
export function findModuleReferences(file: RepoFile): ModuleReference[] {
  const found: ModuleReference[] = [];
  const note = (source: { value?: unknown; start: number } | null, isTypeOnly: boolean) => {
    if (source === null) return;
    const specifier = typeof source.value === "string" ? source.value : undefined;
    found.push({ specifier, isTypeOnly, offset: source.start });
  };
  visitSyntax(file, {
    ImportDeclaration: (node) => note(node.source, node.importKind === "type"),
    ExportNamedDeclaration: (node) => note(node.source, node.exportKind === "type"),
    ExportAllDeclaration: (node) => note(node.source, node.exportKind === "type"),
    ImportExpression: (node) => note(node.source, false),
    TSImportType: (node) => note(node.source, true),
  });
  return found.sort((a, b) => a.offset - b.offset);
}
