import { type Problem, type RepoFile, readRepoFiles, reportProblems } from "./repo-files.ts";

interface LockedPackage {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const EXACT_VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * Finds what makes the lockfile mean different things on different machines: our own dependencies without an exact
 * version, and binaries for other platforms that npm left out because its registry did not serve them (`npm ci` then
 * refuses the whole file).
 */
export function findLockfileProblems({ path, text }: RepoFile): Problem[] {
  const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(text);
  const messages = Object.entries(packages).flatMap(([place, entry]) => [
    ...(place.includes("node_modules/") ? [] : findLooseVersions(place, entry)),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !(`node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages))
      .map((name) => `${name}, optional for ${place}, has no entry: add its version, os and cpu by hand`),
  ]);
  return messages.map((message) => ({ path, line: 1, message }));
}

function findLooseVersions(place: string, { dependencies, devDependencies }: LockedPackage): string[] {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !EXACT_VERSION.test(version))
    .map(([name, version]) => `${place || "the root"} wants ${name} ${version}: give an exact version`);
}

if (import.meta.main) reportProblems(readRepoFiles(/^package-lock\.json$/).flatMap(findLockfileProblems));
