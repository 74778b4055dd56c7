// Checks packages/sdk/dist as a user would get it: what is in the tarball, and what its entry points promise.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { findDependencyProblems, findPackageProblems, type PackedFile } from "./package-contents.ts";
import { type Problem, REPO_ROOT, reportProblems } from "./repo-files.ts";
import { runCommand } from "./run-command.ts";

const pkgDir = join(REPO_ROOT, "packages", "sdk");
const manifestPath = "packages/sdk/package.json";

reportProblems((await Promise.all([findTarballProblems(), findManifestProblems()])).flat());

async function findManifestProblems(): Promise<Problem[]> {
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(pkgDir, "package.json"), "utf8"));
  const { messages } = await publint({ pkgDir, strict: true });
  return messages.map((message) => ({
    path: manifestPath,
    line: 1,
    message: formatMessage(message, manifest, { color: false }) ?? message.code,
  }));
}

async function findTarballProblems(): Promise<Problem[]> {
  const { isOk, output } = await runCommand(
    ["npm", "pack", pkgDir, "--dry-run", "--json", "--silent"],
    "collect",
  );
  if (!isOk) return [{ path: manifestPath, line: 1, message: `npm pack failed: ${output}` }];
  const files = packedFiles(JSON.parse(output));
  const contents = files.map((file) => ({ ...file, text: readFileSync(join(pkgDir, file.path), "utf8") }));
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(pkgDir, "package.json"), "utf8"));
  const problems = [
    ...findPackageProblems(contents),
    ...findDependencyProblems(contents, Object.keys(dependencies), Object.keys(peerDependencies)),
  ];
  return problems.map((message) => ({ path: manifestPath, line: 1, message }));
}

function packedFiles(
  report: readonly { files: readonly Omit<PackedFile, "text">[] }[],
): Omit<PackedFile, "text">[] {
  const [{ files = [] } = {}] = Array.isArray(report) ? report : Object.values(report);
  return [...files];
}
