// Type-checks the repository as a whole, and each folder that narrows what its code may see (core has no Node types).
import { listRepoPaths } from "./repo-files.ts";
import { runCommand } from "./run-command.ts";

const projects = listRepoPaths().filter((path) => /(^|\/)tsconfig\.json$/.test(path));
for (const project of projects) {
  const { isOk, output } = await runCommand(
    ["tsc", "--noEmit", "--pretty", "false", "-p", project],
    "collect",
  );
  process.stdout.write(output);
  if (!isOk) process.exitCode = 1;
}
