import { OpenAPIHono } from "@hono/zod-openapi";
import type { AuditLog } from "../access/audit-log.ts";
import { keyRoutes } from "../access/key-routes.ts";
import type { KeyStore } from "../access/key-store.ts";
import type { QueryContext } from "../query/query-context.ts";
import { alertsRoute } from "./alerts-route.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { refuseInvalid } from "./api-errors.ts";
import { apiFailureHandler, type FailureLog } from "./api-failure.ts";
import { breakdownRoute } from "./breakdown-route.ts";
import { budgetsRoute } from "./budgets-route.ts";
import { denialsRoute } from "./denials-route.ts";
import { dimensionsRoute } from "./dimensions-route.ts";
import { errorsRoute } from "./errors-route.ts";
import { exportRoute } from "./export-route.ts";
import { heatmapRoute } from "./heatmap-route.ts";
import { monitorsRoute } from "./monitors-route.ts";
import { describeApi } from "./openapi-document.ts";
import { overviewRoute } from "./overview-route.ts";
import { peopleRoute } from "./people-route.ts";
import { personRoute } from "./person-route.ts";
import { projectsRoute } from "./projects-route.ts";
import { reportRoute } from "./report-route.ts";
import { searchRoute } from "./search-route.ts";
import { settingsRoute } from "./settings-route.ts";
import { spansRoute } from "./spans-route.ts";
import { statusRoute } from "./status-route.ts";
import { tailRoute } from "./tail-route.ts";
import { timeseriesRoute } from "./timeseries-route.ts";
import { totalsRoute } from "./totals-route.ts";
import { traceRoute } from "./trace-route.ts";
import { tracesRoute } from "./traces-route.ts";

const SILENT: FailureLog = { error: () => {}, warn: () => {} };

/** The query API, mounted under `/api/v1`, with its own description at `/api/v1/openapi.json`. */
export function apiApp(context: QueryContext, log: FailureLog = SILENT) {
  const app = new OpenAPIHono<ApiEnvironment>({ defaultHook: refuseInvalid });
  app.onError(apiFailureHandler(log));
  const routes = app
    .route("/", alertsRoute(context))
    .route("/", breakdownRoute(context))
    .route("/", budgetsRoute(context))
    .route("/", dimensionsRoute(context))
    .route("/", heatmapRoute(context))
    .route("/", monitorsRoute(context))
    .route("/", overviewRoute(context))
    .route("/", projectsRoute(context))
    .route("/", reportRoute(context))
    .route("/", timeseriesRoute(context))
    .route("/", totalsRoute(context))
    .route("/", settingsRoute(context))
    .route("/", spansRoute(context))
    .route("/", statusRoute(context))
    .route("/", denialsRoute(context))
    .route("/", errorsRoute(context))
    .route("/", peopleRoute(context))
    .route("/", personRoute(context))
    .route("/", searchRoute(context))
    .route("/", exportRoute(context, log))
    .route("/", tailRoute(context))
    .route("/", tracesRoute(context))
    .route("/", traceRoute(context));
  describeApi(routes);
  return routes;
}

/** What the whole API is made of. */
export interface ApiParts {
  readonly query: QueryContext;
  readonly keys: KeyStore;
  readonly audit: AuditLog;
  readonly log: FailureLog;
}

/** The whole API: questions, and the keys and the audit log of administrators. */
export function wholeApi({ query, keys, audit, log }: ApiParts) {
  return apiApp(query, log).route("/", keyRoutes(keys, audit));
}
