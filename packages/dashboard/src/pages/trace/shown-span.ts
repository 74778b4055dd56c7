import type { TraceSpan } from "../../api/questions.ts";

/** What a span cost; absent where nothing was paid, or the price is not known. */
export function costOf({ cost }: Pick<TraceSpan, "cost">): number | undefined {
  return cost === undefined || cost.source === "unpriced" ? undefined : cost.totalNanos;
}

/** Whether a span's usage is paid for: refused calls sent nothing, and a cache answers for nothing. */
export function isPaidFor({ status, cached }: Pick<TraceSpan, "status" | "cached">): boolean {
  return status !== "blocked" && cached !== true;
}

/** Whether a span was paid for at a price that nobody knows. */
export function isUnpriced(span: Pick<TraceSpan, "status" | "cached" | "cost">): boolean {
  return isPaidFor(span) && span.cost?.source === "unpriced";
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
