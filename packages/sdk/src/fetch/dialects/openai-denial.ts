import type { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
import type { JsonObject } from "../dialect.ts";

/** A denial in the shape of OpenAI's errors, which all that speak its protocols share. */
export function openAiDenial(error: BudgetExceededError): JsonObject {
  return { error: { message: error.message, type: "budget_exceeded", param: null, code: error.code } };
}
