const { BudgetExceededError, createMonitor } = require("breakwater");

import("./monitored-call.mjs")
  .then(({ monitoredCall }) => monitoredCall(createMonitor))
  .then(() => console.log(`budget error: ${BudgetExceededError.name}`));
