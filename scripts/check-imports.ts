import { builtinModules } from "node:module";
import { posix } from "node:path";
import { findCycles } from "./import-cycles.ts";
import { TEST_FILE, type ZoneRule, zoneOf } from "./import-rules.ts";
import { findImpurities } from "./purity.ts";
import { lineAt, type Problem, type RepoFile, readRepoFiles, reportProblems } from "./repo-files.ts";
import { findModuleReferences, type ModuleReference } from "./syntax.ts";

type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "node" }
  | { readonly kind: "npm"; readonly name: string };

interface Edge {
  readonly from: RepoFile;
  readonly reference: ModuleReference;
  readonly specifier: string;
  readonly target: Target;
}

/** Checks the direction of every import, that relative ones exist, that core stays pure, and that there is no cycle. */
export function findImportProblems(files: readonly RepoFile[]): Problem[] {
  const paths = new Set(files.map(({ path }) => path));
  const problems: Problem[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const edges = edgesOf(file);
    graph.set(
      file.path,
      edges.flatMap(({ target }) => (target.kind === "file" ? [target.path] : [])),
    );
    problems.push(...edges.flatMap((edge) => judge(edge, paths)));
    if (zoneOf(file.path)?.isPure && !TEST_FILE.test(file.path)) problems.push(...findImpurities(file));
  }
  for (const cycle of findCycles(graph)) {
    const [path = ""] = cycle;
    problems.push({ path, line: 1, message: `import cycle: ${[...cycle, path].join(" -> ")}` });
  }
  return problems;
}

function edgesOf(from: RepoFile): Edge[] {
  return findModuleReferences(from).flatMap((reference) => {
    const { specifier } = reference;
    // Style sheets are the bundler's, which says itself when one is missing.
    if (specifier === undefined || specifier.endsWith(".css")) return [];
    return [{ from, reference, specifier, target: resolve(from.path, specifier) }];
  });
}

function resolve(from: string, specifier: string): Target {
  if (specifier.startsWith(".")) {
    return { kind: "file", path: posix.normalize(posix.join(posix.dirname(from), specifier)) };
  }
  if (specifier === "breakwater") return { kind: "file", path: "packages/sdk/src/index.ts" };
  const own = /^@breakwater\/([^/]+)\/(.+)$/.exec(specifier);
  if (own !== null) return { kind: "file", path: `packages/${own[1]}/src/${own[2]}.ts` };
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return { kind: "node" };
  const parts = specifier.split("/");
  return { kind: "npm", name: parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/") };
}

function judge(edge: Edge, paths: ReadonlySet<string>): Problem[] {
  const zone = zoneOf(edge.from.path);
  if (zone === undefined) return [];
  const isTest = TEST_FILE.test(edge.from.path);
  const message =
    edge.target.kind === "file"
      ? judgeFile(edge, edge.target.path, { zone, isTest, paths })
      : isTest
        ? undefined
        : judgeOutside(edge, edge.target, zone);
  if (message === undefined) return [];
  return [{ path: edge.from.path, line: lineAt(edge.from.text, edge.reference.offset), message }];
}

interface Surroundings {
  readonly zone: ZoneRule;
  readonly isTest: boolean;
  readonly paths: ReadonlySet<string>;
}

function judgeFile(
  { specifier, reference }: Edge,
  path: string,
  { zone, isTest, paths }: Surroundings,
): string | undefined {
  const target = zoneOf(path);
  if (target === undefined) return undefined;
  if (!paths.has(path)) return `"${specifier}" is no file (${path})`;
  const allowed = [
    ...zone.zones,
    ...(isTest ? ["testkit"] : []),
    ...(reference.isTypeOnly ? (zone.typeZones ?? []) : []),
  ];
  if (!allowed.includes(target.name)) return `${zone.name} may not import ${target.name} ("${specifier}")`;
  if (specifier.startsWith(".") && target.name !== zone.name && zone.name !== "scripts") {
    return `"${specifier}" reaches into ${target.name}: import it by its package name`;
  }
  if (!isTest && TEST_FILE.test(path)) return `"${specifier}" is a test's file: only tests import it`;
  return undefined;
}

function judgeOutside({ specifier }: Edge, target: Target, zone: ZoneRule): string | undefined {
  if (target.kind === "node") {
    return zone.mayUseNode ? undefined : `${zone.name} may not use Node ("${specifier}")`;
  }
  if (target.kind === "file" || zone.npm === "declared" || zone.npm.includes(target.name)) return undefined;
  return `${zone.name} may not import the package ${target.name}: its list is in scripts/import-rules.ts`;
}

if (import.meta.main) {
  reportProblems(
    findImportProblems(
      readRepoFiles(/^(packages\/[^/]+\/src|examples|e2e|e2e-otel|bench|scripts)\/.*\.([cm]?ts|tsx|[cm]js)$/),
    ),
  );
}
