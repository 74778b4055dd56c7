// Type-checks the repository as a whole, and each folder that narrows what its code may see (core has no Node types).
import { dirname } from "node:path";
import { listRepoPaths } from "./repo-files.ts";
import { runCommand } from "./run-command.ts";

const paths = listRepoPaths();
// A folder with a lockfile of its own (the benchmarks) is not installed with the rest, and checks itself.
const projects = paths
  .filter((path) => /(^|\/)tsconfig\.json$/.test(path))
  .filter((path) => dirname(path) === "." || !paths.includes(`${dirname(path)}/package-lock.json`));
for (const project of projects) {
  const { isOk, output } = await runCommand(
    ["tsc", "--noEmit", "--pretty", "false", "-p", project],
    "collect",
  );
  process.stdout.write(output);
  if (!isOk) process.exitCode = 1;
}
