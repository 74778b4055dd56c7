import type { Clock } from "@breakwater/core/time/clock";
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { OWN_TRACES_HEADER } from "./own-names.ts";
import type { OwnTraces } from "./own-traces.ts";
import type { ServerLog } from "./server-log.ts";
import type { ServerMetrics } from "./server-metrics.ts";

/** What watches requests. */
export interface RequestObservers {
  readonly metrics: ServerMetrics;
  readonly log: ServerLog;
  readonly clock: Clock;
  readonly ownTraces?: OwnTraces | undefined;
}

/** Times every request by its route, and notes it in the log at level `debug`. No query: it may hold names of people. */
export function observeRequests({ metrics, log, clock, ownTraces }: RequestObservers): MiddlewareHandler {
  return async (context, next) => {
    const start = clock.now();
    await next();
    const seconds = Math.max(0, clock.now() - start) / 1000;
    const { method } = context.req;
    const { status } = context.res;
    const matched = routePath(context, -1);
    const route = matched === "" || matched.endsWith("*") ? "none" : matched;
    const answered = { route, method: /^[A-Z]{3,7}$/.test(method) ? method : "OTHER", status, seconds };
    metrics.noteRequest(answered);
    if (context.req.header(OWN_TRACES_HEADER) === undefined) ownTraces?.onRequest(answered);
    log.debug({ method, route, status, ms: Math.round(seconds * 1000) }, "Request");
  };
}
