import type { QueryContext } from "../query/query-context.ts";

/** The context of one request: its questions end when the one who asked has left. */
export function requestContext(context: QueryContext, request: { readonly raw: Request }): QueryContext {
  return { ...context, limits: { ...context.limits, signal: request.raw.signal } };
}
