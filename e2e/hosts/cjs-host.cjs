const { BudgetExceededError, createMonitor } = require("breakwater");
const { monitoredCall } = require("./monitored-call.cjs");

monitoredCall(createMonitor).then(() => console.log(`budget error: ${BudgetExceededError.name}`));
