#!/usr/bin/env node
import { Command } from "commander";
import { doctorCommand } from "./doctor-command.ts";
import { serveCommand } from "./serve-command.ts";

const program = new Command("breakwater")
  .description("Production monitoring for LLM applications.")
  .addCommand(serveCommand())
  .addCommand(doctorCommand());

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`breakwater: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
