// Loads the registration as CommonJS and as an ES module, and says whether both give one monitor.
const { monitor } = require("breakwater/register");

import("breakwater/register").then((module) =>
  console.log(module.monitor === monitor ? "one monitor" : "two"),
);
