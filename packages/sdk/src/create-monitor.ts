import { withServer } from "./config/with-server.ts";
import { Monitor } from "./monitor/monitor.ts";
import type { MonitorRuntime } from "./monitor/monitor-types.ts";
import type { MonitorOptions } from "./options/monitor-options.ts";
import { checkOptions } from "./options/read-options.ts";
import { createSystemClock } from "./time/system-clock.ts";

/**
 * Makes a monitor. Spend of the current budget windows and the totals of the last day are restored from the journal.
 * The server that `BREAKWATER_SERVER_URL` names gets the records, unless the options say otherwise.
 * @throws InvalidOptionsError when options make no sense, naming each option, what was expected and what was found.
 */
export function createMonitor(options: MonitorOptions = {}, runtime: Partial<MonitorRuntime> = {}): Monitor {
  return new Monitor(withServer(checkOptions(options), process.env), {
    clock: runtime.clock ?? createSystemClock(),
    random: runtime.random ?? Math.random,
  });
}
