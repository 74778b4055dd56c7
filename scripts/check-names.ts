import { lineAt, type Problem, type RepoFile, readRepoFiles, reportProblems } from "./repo-files.ts";

// Names under which anything fits: they say nothing about what is inside.
const EMPTY_NAMES = new Set(["utils", "util", "helpers", "helper", "common", "misc", "manager"]);
const RESOLVED = /"resolved": "https?:[^"]*"/g;
const REGISTRY = /https?:\/\/[\w.-]*\b(?:registry|artifactory|nexus|verdaccio)\b[\w.-]*|^registry\s*=.*/gm;

/** Finds files and folders with a name that explains nothing, and package registries named anywhere in a file. */
export function findNameProblems(file: RepoFile): Problem[] {
  const found: Problem[] = [];
  for (const segment of file.path.split("/")) {
    const words = segment.split(".")[0]?.split("-") ?? [];
    const empty = words.find((word) => EMPTY_NAMES.has(word));
    if (empty === undefined) continue;
    found.push({
      path: file.path,
      line: 1,
      message: `"${empty}" explains nothing: name it after what it holds`,
    });
  }
  for (const { index, 0: host } of [...file.text.matchAll(RESOLVED), ...file.text.matchAll(REGISTRY)]) {
    const message = `${host} ties the repository to one registry`;
    found.push({ path: file.path, line: lineAt(file.text, index), message });
  }
  return found;
}

if (import.meta.main) reportProblems(readRepoFiles(/./).flatMap(findNameProblems));
