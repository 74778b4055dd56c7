import { join } from "node:path";
import { plainText } from "@breakwater/core/report/display-text";
import type { ReportTable } from "@breakwater/core/report/report-table";
import { Command, InvalidArgumentError } from "commander";
import { type ApiKey, isLive, SCOPES, type Scope } from "../access/api-key.ts";
import { AuditLog } from "../access/audit-log.ts";
import { AuditedKeys } from "../access/audited-keys.ts";
import { KeyStore } from "../access/key-store.ts";
import { parseDurationMs } from "../query/parse-duration.ts";
import { createSystemClock } from "../serve/system-clock.ts";
import { printJson, printTable, processTerminal } from "./ask/terminal.ts";
import { type PlaceFlags, placeOf, withPlaceFlags } from "./config-flags.ts";

interface KeysFlags extends PlaceFlags {
  readonly json?: boolean;
}

interface CreateFlags extends KeysFlags {
  readonly scope: readonly Scope[];
  readonly project?: string;
  readonly expires?: number;
}

/**
 * `breakwater keys`: works on the data directory, whether a server runs on it or not; one that runs looks at the file
 * again within a second.
 */
export function keysCommand(): Command {
  return new Command("keys")
    .description("Make, list and revoke the keys of a server, in its data directory.")
    .addCommand(
      subcommand("create", "Make a key and print it; it cannot be shown again.")
        .argument("<name>", "what or who it is for")
        .requiredOption("--scope <scope...>", `what it may do: ${SCOPES.join(", ")}`, scopesOf)
        .option("--project <project>", "the only project that it reaches (default: any)")
        .option("--expires <duration>", "when it ends, such as 90d (default: never)", durationOf)
        .action(create),
    )
    .addCommand(subcommand("list", "List the keys, revoked ones included.").action(list))
    .addCommand(
      subcommand("revoke", "End a key for good.")
        .argument("<id>", "its id, or the beginning of it")
        .action(revoke),
    );
}

function subcommand(name: string, about: string): Command {
  return withPlaceFlags(new Command(name)).description(about).option("--json", "print JSON");
}

function scopesOf(given: string, before: readonly Scope[] = []): readonly Scope[] {
  const scope = SCOPES.find((known) => known === given);
  if (scope === undefined) throw new InvalidArgumentError(`Use ${SCOPES.join(", ")}.`);
  return [...before, scope];
}

function durationOf(given: string): number {
  const duration = parseDurationMs(given);
  if (duration === undefined) throw new InvalidArgumentError("Use a duration such as 12h or 90d.");
  return duration;
}

interface OpenKeys {
  /** Where they are. */
  readonly data: string;
  readonly keys: KeyStore;
  readonly audited: AuditedKeys;
}

/** The keys of the server that the flags or the configuration name. @throws ConfigError, KeyFileError */
function openKeys(flags: PlaceFlags): OpenKeys {
  const { data } = placeOf(flags).settings;
  const clock = createSystemClock();
  const keys = new KeyStore(data, clock);
  return { data, keys, audited: new AuditedKeys(keys, new AuditLog(join(data, "audit.jsonl"), clock)) };
}

function create(name: string, { scope, project, expires, json, ...place }: CreateFlags): void {
  const wanted = { name, scopes: scope, project, expiresInMs: expires };
  const { key, text } = openKeys(place).audited.create(wanted, { actor: "cli" });
  const terminal = processTerminal(process.stdout);
  if (json === true) printJson(terminal, { id: key.id, text });
  else terminal.write(`${text}\nKeep it: it cannot be shown again. Its id is ${key.id}.\n`);
}

function list({ json, ...place }: KeysFlags): void {
  const { data, keys: store } = openKeys(place);
  const keys = store.list();
  const terminal = processTerminal(process.stdout);
  if (json === true)
    printJson(
      terminal,
      keys.map(({ hash: _, ...key }) => key),
    );
  else if (keys.length === 0)
    terminal.write(`No keys in ${data}. Make one: breakwater keys create <name> --scope read\n`);
  else printTable(terminal, tableOf(keys, Date.now()));
}

function revoke(id: string, { json, ...place }: KeysFlags): void {
  const { keys, audited } = openKeys(place);
  const named = keys.list().filter((key) => id.length >= 4 && key.id.startsWith(id));
  const key = named.length === 1 ? audited.revoke(named[0]?.id ?? "", { actor: "cli" }) : undefined;
  if (key === undefined) throw new Error(`No key, or more than one, has an id that begins with ${id}.`);
  const terminal = processTerminal(process.stdout);
  if (json === true) printJson(terminal, { id: key.id, revokedAt: key.revokedAt });
  else terminal.write(`Revoked ${key.name} (${key.id}).\n`);
}

function tableOf(
  keys: readonly (ApiKey & { readonly lastUsedAt?: string | undefined })[],
  now: number,
): ReportTable {
  const headers = ["Id", "Name", "Scopes", "Project", "State", "Last used"];
  return {
    columns: headers.map((header) => ({ header, align: "left" })),
    rows: keys.map((key) => {
      const state = key.revokedAt !== undefined ? "revoked" : isLive(key, now) ? "live" : "expired";
      const cells = [key.id.slice(0, 8), key.name, key.scopes.join(", "), key.project ?? "any", state];
      return [...cells, key.lastUsedAt ?? "never"].map((text) => ({ text: plainText(text) }));
    }),
  };
}
