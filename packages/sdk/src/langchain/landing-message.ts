import type { BudgetDenial } from "@breakwater/core/record/span-record";

/** What an agent says when its budget is used up: to the end user, so without amounts. */
export function landingMessage({ reason, resetsAt }: BudgetDenial): string {
  if (reason === "unpriced")
    return "I am sorry, I cannot answer this: the model I would use is not available here.";
  const until = Number.isNaN(Date.parse(resetsAt)) ? "later" : `after ${plainTime(resetsAt)}`;
  return `I am sorry, I cannot go on: the budget for this is used up for now. Please try again ${until}.`;
}

/** `2026-01-16 00:00 UTC`. */
function plainTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
