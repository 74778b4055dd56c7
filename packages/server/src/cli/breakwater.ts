#!/usr/bin/env node
import { Command } from "commander";
import { configCommand } from "./config-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { exportCommand } from "./export-command.ts";
import { importCommand } from "./import-command.ts";
import { keysCommand } from "./keys-command.ts";
import { replayCommand } from "./replay-command.ts";
import { reportCommand } from "./report-command.ts";
import { serveCommand } from "./serve-command.ts";
import { tailCommand } from "./tail-command.ts";
import { topCommand } from "./top-command.ts";
import { tracesCommand } from "./traces-command.ts";

const program = new Command("breakwater")
  .description("Production monitoring for LLM applications.")
  .addCommand(configCommand())
  .addCommand(keysCommand())
  .addCommand(serveCommand())
  .addCommand(importCommand())
  .addCommand(replayCommand())
  .addCommand(reportCommand())
  .addCommand(topCommand())
  .addCommand(tracesCommand())
  .addCommand(tailCommand())
  .addCommand(exportCommand())
  .addCommand(doctorCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`breakwater: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
