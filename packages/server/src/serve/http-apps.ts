import { Hono, type NotFoundHandler } from "hono";
import { observeRequests, type RequestObservers } from "../about/observe-requests.ts";
import type { AccessControl } from "../access/access-control.ts";
import type { AuditLog } from "../access/audit-log.ts";
import { authenticateSender } from "../access/authenticate-sender.ts";
import type { FailedLogins } from "../access/failed-logins.ts";
import type { KeyStore } from "../access/key-store.ts";
import { requireAccess } from "../access/require-access.ts";
import { securityHeaders } from "../access/security-headers.ts";
import type { SessionCookie } from "../access/session-cookie.ts";
import { sessionRoutes } from "../access/session-routes.ts";
import { wholeApi } from "../api/api-app.ts";
import type { ApiEnvironment } from "../api/api-environment.ts";
import { apiFailureHandler } from "../api/api-failure.ts";
import type { DashboardFiles } from "../dashboard/dashboard-files.ts";
import { dashboardHandler } from "../dashboard/dashboard-handler.ts";
import { monitorRoutes } from "../http/monitor-routes.ts";
import { nativeRoutes } from "../http/native-routes.ts";
import { otlpRoutes } from "../http/otlp-routes.ts";
import type { BodyLimits } from "../ingest/body/body-limits.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { OtlpIngest } from "../ingest/otlp-ingest.ts";
import type { QueryContext } from "../query/query-context.ts";
import type { MonitorStore } from "../storage/monitor-store.ts";
import { healthRoutes, type Readiness } from "./health-routes.ts";
import { type ServerAddresses, welcomePage } from "./welcome-page.ts";

/** What both ports are made of. */
export interface HttpParts extends RequestObservers {
  readonly ingest: Ingest;
  readonly otlpIngest: OtlpIngest;
  readonly monitors: MonitorStore;
  readonly readiness: Readiness;
  readonly control: AccessControl;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly sessions: SessionCookie;
  readonly failures: FailedLogins;
  readonly bodyLimits: BodyLimits;
  readonly query: QueryContext;
  /** Absent when it was not built. */
  readonly dashboard: DashboardFiles | undefined;
}

/** The port of senders: OTLP and our own records. */
export function senderApp(parts: HttpParts): Hono {
  const { ingest, otlpIngest, monitors, control, bodyLimits, log } = parts;
  const options = { authenticate: authenticateSender(control, "http"), bodyLimits, log };
  const app = new Hono();
  app.onError(apiFailureHandler(parts.log));
  app.use(observeRequests(parts));
  return app
    .route("/", otlpRoutes(otlpIngest, options))
    .route("/", nativeRoutes(ingest, options))
    .route("/", monitorRoutes(monitors, options))
    .route("/", healthRoutes(parts.readiness));
}

/** The port of people: the dashboard, the API, sessions and keys, metrics, and our own records. */
export function peopleApp(parts: HttpParts, addresses: () => ServerAddresses): Hono<ApiEnvironment> {
  const { ingest, monitors, control, sessions, failures, bodyLimits, keys, audit, metrics, query } = parts;
  const sending = { authenticate: authenticateSender(control, "http"), bodyLimits, log: parts.log };
  const app = new Hono<ApiEnvironment>();
  app.onError(apiFailureHandler(parts.log));
  app.use(observeRequests(parts));
  app.use(securityHeaders());
  app.use(requireAccess(control, sessions));
  if (parts.dashboard === undefined) app.get("/", (context) => context.html(welcomePage(addresses())));
  app.notFound(notFound(parts.dashboard));
  app.get("/api/v1/addresses", (context) => context.json(addresses()));
  app.get("/metrics", async (context) =>
    context.body(await metrics.text(), 200, { "content-type": metrics.contentType }),
  );
  app
    .route("/", healthRoutes(parts.readiness))
    .route("/", nativeRoutes(ingest, sending))
    .route("/", monitorRoutes(monitors, sending))
    .route("/api/v1", sessionRoutes({ control, sessions, failures, audit, log: parts.log }))
    .route("/api/v1", wholeApi({ query, keys, audit, log: parts.log }));
  return app;
}

/** What no route answers. No route itself: it would stand before the others in the metrics. */
function notFound(dashboard: DashboardFiles | undefined): NotFoundHandler {
  const page = dashboard === undefined ? undefined : dashboardHandler(dashboard);
  return (context) => {
    const { method, path } = context.req;
    if (path.startsWith("/api/")) {
      const message = `There is no ${method} ${path.slice(0, 200)}: /api/v1/openapi.json lists what there is.`;
      return context.json({ error: { code: "BW_NOT_FOUND", message } }, 404);
    }
    return page === undefined ? context.text("404 Not Found", 404) : page(context);
  };
}
