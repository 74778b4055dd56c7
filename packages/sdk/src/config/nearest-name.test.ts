import { expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["BREAKWATER_DAILY_BUDGET_USD", "BREAKWATER_LOG_FILE", "BREAKWATER_LOG_LEVEL"];

it.each([
  ["BREAKWATER_DAILY_BUDGET", "BREAKWATER_DAILY_BUDGET_USD"],
  ["BREAKWATER_LOGFILE", "BREAKWATER_LOG_FILE"],
  ["BREAKWATER_LOG_LEVLE", "BREAKWATER_LOG_LEVEL"],
  ["BREAKWATER_SOMETHING_ELSE", undefined],
])("%s is nearest to %s", (text, nearest) => {
  expect(nearestName(text, names)).toBe(nearest);
});
