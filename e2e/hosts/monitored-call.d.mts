import type { createMonitor } from "breakwater";

/** Makes one monitored call and prints the report. */
export function monitoredCall(create: typeof createMonitor): Promise<void>;
