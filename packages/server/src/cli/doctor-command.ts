import { plainText } from "@breakwater/core/report/display-text";
import type { ReportTable, Tone } from "@breakwater/core/report/report-table";
import type { Command } from "commander";
import { askingCommand } from "./ask/connection-flags.ts";
import { type ConnectionFlags, ServerConnection } from "./ask/server-connection.ts";
import { printJson, printTable, processTerminal } from "./ask/terminal.ts";
import { diagnose, type Finding, type Gravity } from "./doctor/diagnose.ts";
import { gatherFacts } from "./doctor/gather-facts.ts";

interface DoctorFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly data: string;
}

/** Where a server would listen that nobody configured. */
const USUAL_PORTS = [
  { flag: "--otlp-port", port: 4318 },
  { flag: "--grpc-port", port: 4317 },
  { flag: "--ui-port", port: 7077 },
] as const;

/** `breakwater doctor`: what is wrong, and what to do about it. Ends with code 1 when there is a problem. */
export function doctorCommand(): Command {
  return askingCommand("doctor")
    .description("Check the server, its ports, data and clock, and what arrived lately from whom.")
    .option("--data <directory>", "data directory to look at when no server answers", ".breakwater")
    .action(doctor);
}

async function doctor(flags: DoctorFlags): Promise<void> {
  const connection = new ServerConnection(flags, process.env);
  const home = { directory: flags.data, host: "127.0.0.1", ports: USUAL_PORTS };
  const findings = diagnose(await gatherFacts(connection, home));
  const terminal = processTerminal(process.stdout);
  if (flags.json === true) printJson(terminal, { findings });
  else printTable(terminal, findingsTable(findings));
  if (findings.some(({ gravity }) => gravity === "problem")) process.exitCode = 1;
}

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
