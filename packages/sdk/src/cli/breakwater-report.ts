#!/usr/bin/env node
import { runReportCommand } from "./report-command.ts";

process.exitCode = runReportCommand(process.argv.slice(2), {
  now: Date.now(),
  out: process.stdout,
  error: process.stderr,
  env: process.env,
});
