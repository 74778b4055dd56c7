import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder, absolute. */
export const REPO_ROOT: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** One file of the repository. */
export interface RepoFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** What a check found wrong, ready to be printed. */
export interface Problem {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

const IGNORED_FOLDERS = new Set([".git", "node_modules", "dist", "coverage", ".breakwater"]);

/** The paths of all files a person wrote, sorted; dependencies, build output and git's own are left out. */
export function listRepoPaths(folder = ""): string[] {
  const entries = readdirSync(join(REPO_ROOT, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return IGNORED_FOLDERS.has(entry.name) ? [] : listRepoPaths(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** Reads the files whose path matches. */
export function readRepoFiles(pattern: RegExp): RepoFile[] {
  return listRepoPaths()
    .filter((path) => pattern.test(path))
    .map((path) => ({ path, text: readFileSync(join(REPO_ROOT, path), "utf8") }));
}

/** The line, counted from 1, on which an offset of a text lies. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Ends a check's own run: prints each problem as `path:line message` and sets the exit code. */
export function reportProblems(problems: readonly Problem[]): void {
  for (const { path, line, message } of problems) console.log(`${path}:${line} ${message}`);
  if (problems.length > 0) process.exitCode = 1;
}
