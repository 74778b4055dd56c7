import { breakdownQuestion } from "../../api/questions.ts";
import type { View } from "../../app/view.ts";
import { failingCalls } from "./failing-calls.ts";

/** By what the spans of an error are told apart. */
export const ERROR_PARTS = ["user", "model", "service", "release"] as const;

/** By what the spans of an error are told apart. */
export type ErrorPart = (typeof ERROR_PARTS)[number];

const SHOWN = 6;

/** How often an error happened by model, user and the like, and what it cost; the total as well. */
export function errorPartsQuestion(view: View, groupBy: ErrorPart) {
  return breakdownQuestion({
    view: failingCalls(view),
    measures: ["errors", "costNanos", "pricedCalls", "unpricedCalls"],
    groupBy,
    limit: SHOWN,
  });
}
