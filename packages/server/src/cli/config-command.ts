import { plainText } from "@breakwater/core/report/display-text";
import type { ReportTable } from "@breakwater/core/report/report-table";
import { Command } from "commander";
import { ConfigError } from "../config/config-error.ts";
import type { ExplainedSetting, LoadedConfig } from "../config/load-config.ts";
import { printJson, printTable, processTerminal } from "./ask/terminal.ts";
import { type ConfigFlags, configOf, withConfigFlags } from "./config-flags.ts";

/** `breakwater config`: what a server would be told. */
export function configCommand(): Command {
  return new Command("config")
    .description("Look at the configuration of a server without starting one.")
    .addCommand(
      withConfigFlags(new Command("check"))
        .description(
          "Check flags, variables and breakwater.yaml, and tell every setting and where it comes from.",
        )
        .option("--json", "print JSON")
        .action(check),
    );
}

function check({ json, ...flags }: ConfigFlags & { readonly json?: boolean }): void {
  const terminal = processTerminal(process.stdout);
  const config = checked(flags);
  if (config instanceof ConfigError) {
    process.exitCode = 1;
    if (json === true) printJson(terminal, { isValid: false, problems: config.problems });
    else process.stderr.write(`breakwater: ${config.message}\n`);
    return;
  }
  const settings = config.explain();
  if (json === true) {
    printJson(terminal, { isValid: true, ...(config.file !== undefined && { file: config.file }), settings });
    return;
  }
  printTable(terminal, settingsTable(settings));
  terminal.write(
    `\nThe configuration is right${config.file === undefined ? "; there is no file" : ` (${config.file})`}.\n`,
  );
}

function checked(flags: ConfigFlags): LoadedConfig | ConfigError {
  try {
    return configOf(flags);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function settingsTable(settings: readonly ExplainedSetting[]): ReportTable {
  return {
    columns: [
      { header: "setting", align: "left" },
      { header: "value", align: "left", shrinksTo: 20 },
      { header: "from", align: "left", shrinksTo: 20 },
    ],
    rows: settings.map(({ name, value, source }) => {
      const tone = source === "default" ? "quiet" : "plain";
      const cells = [name, value === "" ? "–" : value, source];
      return cells.map((text) => ({ text: plainText(text), tone }));
    }),
  };
}
