import { BudgetExceededError, createMonitor, type MonitorOptions } from "breakwater";
import { monitoredCall } from "./monitored-call.mjs";

const options = { dailyBudgetUsd: 1 } satisfies MonitorOptions;
const monitor = createMonitor(options);
const text: string = monitor.report().toText();
await monitor.close();
if (text !== "") await monitoredCall(createMonitor);
console.log(`budget error: ${BudgetExceededError.name}`);
