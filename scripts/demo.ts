// Builds the package and the dashboard, and runs the demo against it, as a user's program would: npm run demo [-- --live].
import { runCommand } from "./run-command.ts";

const built = await runCommand(["node", "scripts/build.ts", "--if-stale"], "collect");
if (built.isOk) {
  const { isOk } = await runCommand(["node", "examples/demo/main.ts", ...process.argv.slice(2)], "live");
  process.exitCode = isOk ? 0 : 1;
} else {
  process.stdout.write(built.output);
  process.exitCode = 1;
}
