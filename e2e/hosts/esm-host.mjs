import { BudgetExceededError, createMonitor } from "breakwater";
import { monitoredCall } from "./monitored-call.mjs";

await monitoredCall(createMonitor);
console.log(`budget error: ${BudgetExceededError.name}`);
