import type { View } from "../../app/view.ts";

/** What fails by itself, as the server groups errors: chains and agents repeat the errors of their steps. */
const FAILING_KINDS = ["llm", "embedding", "tool", "retriever"] as const;

/** A view as numbers are asked for about errors: those of the same spans that the error groups count. */
export function failingCalls(view: View): View {
  return { ...view, kind: view.kind ?? FAILING_KINDS, status: ["error"] };
}
