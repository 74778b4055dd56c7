// Builds what is published, packages/sdk into packages/sdk/dist with the legal texts that travel with it, and the dashboard
// (with --if-stale only when it is not up to date).
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { REPO_ROOT } from "./repo-files.ts";
import { runCommand } from "./run-command.ts";

const sdk = join(REPO_ROOT, "packages", "sdk");
for (const name of ["LICENSE", "NOTICE"]) copyFileSync(join(REPO_ROOT, name), join(sdk, name));
const { isOk, output } = await runCommand(
  ["tsdown", "--config-loader", "native", "--config", join(sdk, "tsdown.config.ts")],
  "collect",
);
process.stdout.write(isOk ? "Built packages/sdk/dist.\n" : output);
process.exitCode = isOk ? 0 : 1;
if (isOk) await import("./build-dashboard.ts");
