import { isBuiltin } from "node:module";

/** One file of the tarball that is published. */
export interface PackedFile {
  /** Relative to the package. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly text: string;
}

const EXPECTED = [
  "LICENSE",
  "NOTICE",
  "README.md",
  "package.json",
  "dist/index.js",
  "dist/index.cjs",
  "dist/index.d.ts",
  "dist/index.d.cts",
  "dist/breakwater-report.js",
];
const ALLOWED = /^(LICENSE|NOTICE|README\.md|package\.json|dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts))$/;
const OUTSIDE_IMPORT = /\b(?:from|import|require)\s*\(?\s*["']((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^"']*)?["']/g;
const BUNDLED_IMPORT = /\b(?:from|import|require)\s*\(?\s*["'](@breakwater\/[^"']+|gpt-tokenizer[^"']*)["']/;
// The two tokenizer tables, once for each module format, are 7.2 MB of it.
const MAX_UNPACKED_BYTES = 9_000_000;

/** Finds what is missing from, or does not belong into, the published tarball. */
export function findPackageProblems(files: readonly PackedFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const unpackedBytes = files.reduce((sum, { size }) => sum + size, 0);
  return [
    ...EXPECTED.filter((path) => !paths.has(path)).map((path) => `${path} is not in the tarball`),
    ...files.flatMap(findFileProblems),
    ...(unpackedBytes > MAX_UNPACKED_BYTES
      ? [`${unpackedBytes} bytes unpacked, ${MAX_UNPACKED_BYTES} at most`]
      : []),
  ];
}

/**
 * Finds dependencies of the package that its build does not import, and imports that it does not depend on. Peers may
 * be imported, and need not be.
 */
export function findDependencyProblems(
  files: readonly PackedFile[],
  dependencies: readonly string[],
  peers: readonly string[] = [],
): string[] {
  const code = files.filter(({ path }) => path.startsWith("dist/"));
  const imported = new Set(code.flatMap(({ text }) => outsideImports(text)));
  return [
    ...dependencies
      .filter((name) => !imported.has(name))
      .map((name) => `${name} is a dependency, and nothing in the build imports it`),
    ...[...imported]
      .filter((name) => !dependencies.includes(name) && !peers.includes(name))
      .map((name) => `the build imports ${name}, which is no dependency`),
  ];
}

function outsideImports(text: string): string[] {
  const names = Array.from(text.matchAll(OUTSIDE_IMPORT), ({ 1: name = "" }) => name);
  return names.filter((name) => !name.startsWith(".") && !isBuiltin(name));
}

function findFileProblems({ path, size, text }: PackedFile): string[] {
  const problems: string[] = [];
  if (!ALLOWED.test(path)) problems.push(`${path} does not belong into the tarball`);
  if (size === 0) problems.push(`${path} is empty`);
  const unpublished = path.startsWith("dist/") ? BUNDLED_IMPORT.exec(text) : null;
  if (unpublished !== null) problems.push(`${path} imports ${unpublished[1]}, which its users do not have`);
  if (path === "dist/breakwater-report.js" && !text.startsWith("#!/usr/bin/env node\n")) {
    problems.push(`${path} does not start with #!/usr/bin/env node`);
  }
  return problems;
}
