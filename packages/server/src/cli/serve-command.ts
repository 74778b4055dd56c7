import { Command } from "commander";
import { type ConfigFlags, configOf, withConfigFlags } from "./config-flags.ts";

/** `breakwater serve`: one process that takes spans and stores them. */
export function serveCommand(): Command {
  return withConfigFlags(new Command("serve"))
    .description("Take spans over OTLP and store them.")
    .action(async (flags: ConfigFlags) => {
      // The engine and the ports are loaded by nobody who only asks.
      const { runServer } = await import("../serve/run-server.ts");
      await runServer(() => configOf(flags));
    });
}
