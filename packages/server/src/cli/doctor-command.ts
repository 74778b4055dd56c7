import { plainText } from "@breakwater/core/report/display-text";
import type { ReportTable, Tone } from "@breakwater/core/report/report-table";
import type { Command } from "commander";
import { ConfigError } from "../config/config-error.ts";
import { type Settings, settingsSchema } from "../config/settings-schema.ts";
import { askingCommand } from "./ask/connection-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, printTable, processTerminal } from "./ask/terminal.ts";
import { placeOf, withPlaceFlags } from "./config-flags.ts";
import { diagnose } from "./doctor/diagnose.ts";
import type { Finding, Gravity } from "./doctor/finding.ts";
import { gatherFacts, type HomePlace } from "./doctor/gather-facts.ts";

interface DoctorFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly config?: string;
  readonly data?: string;
}

/** `breakwater doctor`: what is wrong, and what to do about it. Ends with code 1 when there is a problem. */
export function doctorCommand(): Command {
  return withPlaceFlags(askingCommand("doctor"))
    .description("Check the server, its ports, data and clock, and what arrived lately from whom.")
    .action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const home = homeOf(flags);
  const connection = new ServerConnection(flags, process.env, home.url);
  const findings = diagnose(await gatherFacts(connection, home));
  const terminal = processTerminal(process.stdout);
  if (flags.json === true) printJson(terminal, { findings });
  else printTable(terminal, findingsTable(findings));
  if (findings.some(({ gravity }) => gravity === "problem")) process.exitCode = 1;
}

/** The place that the configuration names; a configuration that is wrong is a finding, and the usual place looked at. */
function homeOf({ config, data }: DoctorFlags): HomePlace & { readonly url: string } {
  try {
    const { settings, file } = placeOf({ config, data });
    return { ...placeIn(settings), file };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...placeIn(settingsSchema.parse(data === undefined ? {} : { data })), problem: error.message };
  }
}

function placeIn({ data, host: bound, ports }: Settings) {
  // What listens on every address is reached by this machine's own.
  const host = ["0.0.0.0", "::"].includes(bound) ? "127.0.0.1" : bound;
  return {
    directory: data,
    host,
    ports: [
      { flag: "--otlp-port", port: ports.otlp },
      { flag: "--grpc-port", port: ports.grpc },
      { flag: "--ui-port", port: ports.ui },
    ].filter(({ port }) => port !== 0),
    url: `http://${host.includes(":") ? `[${host}]` : host}:${ports.ui || DEFAULT_UI_PORT}`,
  };
}

/** Where the API listens when it may be on any port. */
const DEFAULT_UI_PORT = 7077;

const MARKS: Readonly<Record<Gravity, readonly [mark: string, tone: Tone]>> = {
  ok: ["✓", "good"],
  warning: ["!", "warning"],
  problem: ["✗", "bad"],
};

function findingsTable(findings: readonly Finding[]): ReportTable {
  return {
    columns: [
      { header: "", align: "left" },
      { header: "check", align: "left" },
      { header: "finding", align: "left" },
    ],
    rows: findings.map(({ check, gravity, message }) => {
      const [text, tone] = MARKS[gravity];
      return [
        { text, tone },
        { text: check },
        { text: plainText(message), tone: gravity === "ok" ? "plain" : tone },
      ];
    }),
  };
}
