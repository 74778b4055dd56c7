import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import {
  lineAt,
  type Problem,
  REPO_ROOT,
  type RepoFile,
  readRepoFiles,
  reportProblems,
} from "./repo-files.ts";

/** What the documents may speak of. */
export interface DocumentedRepo {
  /** Whether a file or folder exists, by its path from the root. */
  readonly exists: (path: string) => boolean;
  /** Names of the scripts in the root package.json. */
  readonly npmScripts: ReadonlySet<string>;
  /** A document's text by path, to look up the headings that links point at. */
  readonly textOf: (path: string) => string | undefined;
}

const LINK = /\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g;
const IMAGE_TAG = /<img[^>]*\bsrc="([^"]+)"/g;
const REPO_PATH = /(?<![\w./@-])(?:packages|scripts|docs|e2e|e2e-otel|examples|bench|\.ci)\/[\w.@/*<>{}-]*/g;
/** The page that draws the house. */
const MAP = "docs/architecture.md";
const NPM_RUN = /\bnpm run ([a-z][\w:-]*)/g;
// Made by a build or a run, or a pattern: nothing to look up.
const NOT_IN_A_CLONE = /\/(dist|node_modules)(\/|$)|[*<>{}]|\.\.\./;

/** Checks that the links, repository paths and npm scripts that a document names exist. */
export function findDocProblems(doc: RepoFile, repo: DocumentedRepo): Problem[] {
  const found: Problem[] = [];
  const note = (offset: number, message: string) =>
    found.push({ path: doc.path, line: lineAt(doc.text, offset), message });
  for (const { index, 1: target = "" } of [...doc.text.matchAll(LINK), ...doc.text.matchAll(IMAGE_TAG)]) {
    const problem = findLinkProblem(doc, target, repo);
    if (problem !== undefined) note(index, problem);
  }
  for (const { index, 0: named } of doc.text.matchAll(REPO_PATH)) {
    const path = named.replace(/[./]+$/, "");
    if (!NOT_IN_A_CLONE.test(named) && !repo.exists(path)) note(index, `${path} does not exist`);
  }
  for (const { index, 1: script = "" } of doc.text.matchAll(NPM_RUN)) {
    if (!repo.npmScripts.has(script)) note(index, `npm run ${script} does not exist`);
  }
  return found;
}

function findLinkProblem(doc: RepoFile, target: string, repo: DocumentedRepo): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? doc.path : posix.normalize(posix.join(posix.dirname(doc.path), file));
  if (!repo.exists(path)) return `link to ${target}: ${path} does not exist`;
  const text = anchor === undefined ? undefined : repo.textOf(path);
  if (anchor === undefined || text === undefined || anchorsOf(text).has(anchor)) return undefined;
  return `link to ${target}: ${path} has no such heading`;
}

/** The anchors that the usual Markdown viewers give to a document's headings. */
function anchorsOf(text: string): Set<string> {
  const headings = text.matchAll(/^#{1,6}\s+(.+)$/gm);
  return new Set(
    Array.from(headings, ({ 1: heading = "" }) =>
      heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    ),
  );
}

function documentedRepo(): DocumentedRepo {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(REPO_ROOT, "package.json"), "utf8"),
  );
  return {
    exists: (path) => existsSync(join(REPO_ROOT, path)),
    npmScripts: new Set(Object.keys(scripts)),
    textOf: (path) => (path.endsWith(".md") ? readFileSync(join(REPO_ROOT, path), "utf8") : undefined),
  };
}

/** Finds folders that the map of the house does not name: it is read by those who look for where something is. */
export function findUnmappedFolders(map: RepoFile, folders: readonly string[]): Problem[] {
  return folders
    .filter((folder) => !new RegExp(`(?<![\\w./-])${folder}(?![\\w-])`).test(map.text))
    .map((folder) => ({
      path: map.path,
      line: 1,
      message: `${folder} is not on the map: say what it is for`,
    }));
}

/** Folders of a folder, but for those that only tests load. */
function foldersIn(folder: string): string[] {
  return readdirSync(join(REPO_ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "testing")
    .map(({ name }) => `${folder}/${name}`);
}

if (import.meta.main) {
  const repo = documentedRepo();
  const mapped = ["packages", "packages/server/src", "packages/dashboard/src"].flatMap(foldersIn);
  const docs = readRepoFiles(/\.md$/);
  reportProblems([
    ...docs.flatMap((doc) => findDocProblems(doc, repo)),
    ...docs.filter(({ path }) => path === MAP).flatMap((map) => findUnmappedFolders(map, mapped)),
  ]);
}
