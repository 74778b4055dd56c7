import { formatCompact, formatDuration } from "@breakwater/core/report/format-values";
import type { DataFacts, DoctorFacts, StatusAnswer } from "./doctor-facts.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";
import { unusedFindings } from "./unused-findings.ts";

/** Clocks within this of each other are the same for all that we count. */
const CLOCK_TOLERANCE_MS = 2_000;
/** A sender this far ahead puts its calls into another minute. */
const SENDER_TOLERANCE_MS = 60_000;
/** With less, a day of a busy fleet may not fit. */
const LITTLE_SPACE_BYTES = 2_000_000_000;
const LEAST_NODE = [22, 15] as const;

/** What is wrong, what may be, and what is as it should be. Pure. */
export function diagnose(facts: DoctorFacts): readonly Finding[] {
  const { status } = facts;
  return [
    nodeFinding(facts),
    ...configFindings(facts),
    serverFinding(facts),
    ...(facts.ports ?? []).map((port) => portFinding(port, facts)),
    ...(facts.data === undefined ? [] : [dataFinding(facts.data)]),
    ...(status === undefined ? [] : statusFindings(status, facts)),
  ];
}

function nodeFinding({ nodeVersion }: DoctorFacts): Finding {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const isOld = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  return isOld
    ? problem("node", `Node ${nodeVersion} is too old: install ${LEAST_NODE.join(".")} or newer.`)
    : fine("node", `Node ${nodeVersion}`);
}

function configFindings({ configFile, configProblem }: DoctorFacts): readonly Finding[] {
  if (configProblem !== undefined) return [problem("config", configProblem)];
  return configFile === undefined ? [] : [fine("config", configFile)];
}

function serverFinding({ unreachable, refusal, url, status }: DoctorFacts): Finding {
  if (unreachable !== undefined) return problem("server", unreachable);
  if (refusal !== undefined) {
    const text = `answers at ${url}, but tells nothing. ${refusal.message}`;
    return refusal.hasKey ? problem("server", text) : warning("server", text);
  }
  return fine("server", `answers at ${url}, engine ${status?.engineVersion ?? "unknown"}`);
}

type Port = NonNullable<DoctorFacts["ports"]>[number];

function portFinding({ flag, port, isTaken }: Port, { unreachable, url }: DoctorFacts): Finding {
  if (unreachable === undefined) {
    return isTaken
      ? fine(`port ${port}`, "listened on")
      : warning(
          `port ${port}`,
          `Nothing listens there, although ${url} answers: see ${flag} of that server.`,
        );
  }
  return isTaken
    ? problem(`port ${port}`, `Something else listens there: end it, or choose another by ${flag}.`)
    : fine(`port ${port}`, "free");
}

function dataFinding({ directory, exists, isWritable, freeBytes }: DataFacts): Finding {
  if (!isWritable) {
    return problem("data", `${directory} cannot be written: change its owner, or choose another by --data.`);
  }
  if (freeBytes < LITTLE_SPACE_BYTES) {
    return warning("data", `Only ${bytesText(freeBytes)} are free for ${directory}.`);
  }
  return fine("data", `${directory}${exists ? "" : " (to be made)"}, ${bytesText(freeBytes)} free`);
}

function statusFindings(status: StatusAnswer, { askedAt, url }: DoctorFacts): readonly Finding[] {
  return [
    clockFinding(status, askedAt),
    storedFinding(status),
    ...diskFindings(status),
    ...arrivalFindings(status, url),
    ...unusedFindings(status),
  ];
}

function clockFinding({ now }: StatusAnswer, askedAt: number): Finding {
  const ahead = Date.parse(now) - askedAt;
  if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) return fine("clock", "this machine and the server agree");
  const difference = `${formatDuration(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"}`;
  return warning("clock", `The server is ${difference} this machine: set both by NTP.`);
}

function storedFinding({ tables, oldestSpan }: StatusAnswer): Finding {
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const spans = tables.find(({ table }) => table === "spans")?.rows ?? 0;
  const since = oldestSpan === undefined ? "" : ` since ${oldestSpan.slice(0, 10)}`;
  return fine("stored", `${formatCompact(spans)} spans${since}, ${bytesText(bytes)} on disk`);
}

function diskFindings({ disk }: StatusAnswer): readonly Finding[] {
  if (disk === undefined) return [];
  const { usedBytes, maxBytes, freeBytes, fullBecause, drops } = disk;
  if (fullBecause !== undefined) return [problem("disk", `Nothing more is taken. ${fullBecause}`)];
  const share = maxBytes === undefined ? "" : ` of ${bytesText(maxBytes)}`;
  const use = `${bytesText(usedBytes)}${share} used, ${bytesText(freeBytes)} free`;
  const [last] = drops;
  if (last === undefined) return [fine("disk", use)];
  const { table, day, at } = last;
  return [
    warning(
      "disk",
      `${use}. To make room, ${table} of ${day} went at ${at}: raise disk.max, or keep data for less time.`,
    ),
  ];
}

function arrivalFindings({ arrivals }: StatusAnswer, url: string): readonly Finding[] {
  if (arrivals.length === 0) {
    return [
      warning(
        "arrivals",
        `Nothing has arrived in the last day. Give createMonitor in an app server: { url: "${url}" }, or set OTEL_EXPORTER_OTLP_ENDPOINT to the OTLP address that the server printed when it started.`,
      ),
    ];
  }
  const known = arrivals.filter(({ dialect }) => dialect !== "none");
  const found = arrivals.map((arrival): Finding => {
    const { service, protocol, dialect, spans, inferenceCalls, lastArrival, aheadMs } = arrival;
    const from = `${service === "" ? "(no service name)" : service}, ${protocol}, ${dialectText(dialect)}`;
    const text = `${from}: ${formatCompact(spans)} spans, ${formatCompact(inferenceCalls)} of them model calls, last ${lastArrival}`;
    return aheadMs > SENDER_TOLERANCE_MS
      ? warning("arrivals", `${text}; its clock runs ${formatDuration(aheadMs)} ahead: set it by NTP`)
      : fine("arrivals", text);
  });
  if (known.length > 0) return found;
  return [
    ...found,
    warning(
      "dialects",
      "Spans arrive, but none of them tells of a model call: is the instrumentation of the LLM client on?",
    ),
  ];
}

function dialectText(dialect: string): string {
  return dialect === "none" ? "no LLM spans" : dialect;
}

function bytesText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
