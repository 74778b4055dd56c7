import { createMonitor, type MonitorOptions } from "breakwater";

const options: MonitorOptions = { logFile: "production.jsonl", dailyBudgetUsd: 1 };

/** What a CommonJS module of a user would export. */
export const monitor = createMonitor(options);
