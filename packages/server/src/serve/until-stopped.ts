import type { ServerLog } from "../about/server-log.ts";
import type { Settings } from "../config/settings-schema.ts";
import type { RunningServer } from "./start-server.ts";

/** What runs until a signal ends it. */
export interface StoppableParts {
  readonly log: ServerLog;
  start(): Promise<RunningServer>;
  /** Reads the configuration anew. @throws ConfigError */
  loadSettings(): Settings;
  /** How long a stop may take. */
  deadlineMs(): number;
}

/** The shell's numbers for processes that a signal ended: 128 and the signal. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** From the deadline, when connections are cut, to the end of the process. */
const CUT_OFF_MS = 5_000;

/**
 * Runs a server until SIGTERM or SIGINT, which end it in good order; a second one, or a stop that takes longer than
 * its deadline, ends the process at once. SIGHUP reads the configuration anew. Signals count from the first moment: one
 * that comes during the start ends the server as soon as it is up.
 */
export async function untilStopped({ log, start, loadSettings, deadlineMs }: StoppableParts): Promise<void> {
  let server: RunningServer | undefined;
  const deadline = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    let signals = 0;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        signals += 1;
        if (signals > 1) process.exit(EXIT_CODES[signal]);
        log.info({ signal }, "Stopping: storing what has arrived");
        setTimeout(() => deadline.abort(), deadlineMs()).unref();
        resolve();
      });
    }
  });
  process.on("SIGHUP", () => {
    if (server !== undefined) reload(server, loadSettings, log);
  });
  server = await start();
  log.info("Ready");
  await stopped;
  deadline.signal.addEventListener("abort", () => setTimeout(giveUp, CUT_OFF_MS, log).unref());
  await server.close(deadline.signal);
  log.info("Stopped");
}

/** Something behind the doors hangs. What was acknowledged is on disk; what was not is sent again. */
function giveUp(log: ServerLog): void {
  log.error("Stopping took too long: ending now");
  process.exit(1);
}

function reload(server: RunningServer, loadSettings: () => Settings, log: ServerLog): void {
  try {
    const { applied, waiting } = server.reload(loadSettings());
    log.info({ applied, needRestart: waiting }, "Configuration read anew");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ reason }, "The new configuration is wrong; the old one stays in force");
  }
}
