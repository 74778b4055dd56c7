import { Command } from "commander";

/** A command that asks a running server; every one of them takes these flags. */
export function askingCommand(name: string, scope: "ingest" | "read" = "read"): Command {
  return new Command(name)
    .option("--url <address>", "the server (BREAKWATER_SERVER_URL; default http://127.0.0.1:7077)")
    .option("--key <key>", `a key with the ${scope} scope (BREAKWATER_SERVER_KEY)`)
    .option("--project <project>", "the project, where the server is open (BREAKWATER_PROJECT)")
    .option("--json", "print JSON");
}
