import type { TraceSpan } from "../../api/questions.ts";

/** What a span cost; absent where nothing was paid, or the price is not known. */
export function costOf({ cost }: Pick<TraceSpan, "cost">): number | undefined {
  return cost === undefined || cost.source === "unpriced" ? undefined : cost.totalNanos;
}

/** The model that answered, or else the one that was asked. */
export function modelOf({ requestModel, responseModel }: TraceSpan): string | undefined {
  return responseModel ?? requestModel;
}

/** Whether a search names a span: in its name, model, user, or what went wrong. */
export function isFoundBy(text: string, span: TraceSpan): boolean {
  const wanted = text.toLowerCase();
  const { name, kind, status, userId, error } = span;
  return [name, kind, status, modelOf(span), userId, error?.type, error?.message, span.spanId].some(
    (value) => value?.toLowerCase().includes(wanted) === true,
  );
}
