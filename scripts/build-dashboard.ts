// Builds what people see: packages/dashboard into packages/dashboard/dist. With --if-stale only when it is not up to date.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPO_ROOT } from "./repo-files.ts";
import { runCommand } from "./run-command.ts";

const dashboard = join(REPO_ROOT, "packages", "dashboard");
const page = join(dashboard, "dist", "index.html");

if (!process.argv.includes("--if-stale") || isStale()) {
  const { isOk, output } = await runCommand(["vite", "build", "--logLevel", "warn", dashboard], "collect");
  process.stdout.write(isOk ? "Built packages/dashboard/dist.\n" : output);
  process.exitCode = isOk ? 0 : 1;
}

/** Whether the pages were never built, or something they are made of has changed since. */
function isStale(): boolean {
  if (!existsSync(page)) return true;
  const builtAt = statSync(page).mtimeMs;
  return readdirSync(dashboard, { recursive: true, encoding: "utf8" })
    .filter((path) => !/^(dist|node_modules)(\/|\\|$)/.test(path))
    .some((path) => statSync(join(dashboard, path)).mtimeMs > builtAt);
}
