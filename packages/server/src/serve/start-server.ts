import { createPriceBook } from "@breakwater/core/pricing/price-book";
import type { Clock } from "@breakwater/core/time/clock";
import { Hono } from "hono";
import { apiApp } from "../api/api-app.ts";
import type { ApiEnvironment } from "../api/api-environment.ts";
import { startOtlpGrpc } from "../grpc/otlp-grpc-server.ts";
import { nativeRoutes } from "../http/native-routes.ts";
import { otlpRoutes } from "../http/otlp-routes.ts";
import { Arrivals } from "../ingest/arrivals.ts";
import { admitEveryone } from "../ingest/authenticate.ts";
import { Ingest } from "../ingest/ingest.ts";
import { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { DEFAULT_QUERY_LIMITS, type QueryContext } from "../query/query-context.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import { openStorage } from "../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import { DEFAULT_PROJECT } from "../storage/span-row.ts";
import type { SqlEngine } from "../storage/sql-engine.ts";
import { healthRoutes } from "./health-routes.ts";
import { type Listener, listen } from "./listener.ts";
import { ServerState } from "./server-state.ts";
import { type ServerAddresses, welcomePage } from "./welcome-page.ts";

/** Where a server listens, and what it may hold. */
export interface ServerSettings {
  /** Address to listen on; loopback unless told otherwise. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly otlpPort: number;
  /** OTLP over gRPC; 0 takes any free port. */
  readonly grpcPort: number;
  /** Port of the API and the dashboard; 0 takes any free one. */
  readonly uiPort: number;
  /** Code points kept of a prompt or an answer; 0 keeps none. */
  readonly maxPayloadLength: number;
}

/** A server that is up. */
export interface RunningServer {
  /** Where OTLP and our own records are taken. */
  readonly otlpUrl: string;
  /** Where OTLP is taken over gRPC. */
  readonly grpcUrl: string;
  /** Where people and the API are; takes our own records too. */
  readonly uiUrl: string;
  readonly repairedBuckets: number;
  /** Takes nothing new, stores what has arrived, and lets go of the data. */
  close(): Promise<void>;
}

/** Spans in one commit: large blocks make few parts, small ones answer sooner. */
const GROUP_LIMITS = { maxSpansPerCommit: 20_000, maxWaitingSpans: 200_000 };

/**
 * Starts a server on an engine that is open.
 * @throws TakenPortError (as a rejection) when something else listens there already.
 */
export async function startServer(
  engine: SqlEngine,
  settings: ServerSettings,
  clock: Clock,
): Promise<RunningServer> {
  const storage = await openStorage(engine, { clock, layout: SINGLE_LAYOUT });
  const committer = new GroupCommitter(storage.store, GROUP_LIMITS);
  const ingest = new Ingest(committer, {
    prices: createPriceBook(),
    maxPayloadLength: settings.maxPayloadLength,
  });
  const otlpIngest = new OtlpIngest({
    spans: ingest,
    logs: { take: () => Promise.resolve() },
    arrivals: new Arrivals(clock),
  });
  const state = new ServerState(engine);
  const health = healthRoutes(state);
  const query = { engine, clock, limits: DEFAULT_QUERY_LIMITS };
  const listeners: Listener[] = [];
  try {
    const otlp = new Hono()
      .route("/", otlpRoutes(otlpIngest))
      .route("/", nativeRoutes(ingest))
      .route("/", health);
    listeners.push(await listen(otlp, { host: settings.host, port: settings.otlpPort, flag: "--otlp-port" }));
    // The first request fixes an application's routes, so the page asks for the addresses later.
    const page = () => welcomePage(addressesOf(listeners));
    const ui = uiApp(query).route("/", nativeRoutes(ingest)).route("/", health);
    ui.get("/", (context) => context.html(page()));
    listeners.push(await listen(ui, { host: settings.host, port: settings.uiPort, flag: "--ui-port" }));
    const { host, grpcPort: port } = settings;
    const grpc = await startOtlpGrpc({ host, port, ingest: otlpIngest, authenticate: admitEveryone });
    listeners.push(grpc);
    return {
      ...addressesOf(listeners),
      grpcUrl: grpc.url,
      repairedBuckets: storage.repairedBuckets,
      close: async () => {
        state.stop();
        await Promise.all(listeners.map((listener) => listener.close()));
        await committer.drain();
        await storage.close();
      },
    };
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    await storage.close();
    throw error;
  }
}

function addressesOf([otlp, ui]: readonly Listener[]): ServerAddresses {
  return { otlpUrl: otlp?.url ?? "", uiUrl: ui?.url ?? "" };
}

function uiApp(query: QueryContext): Hono<ApiEnvironment> {
  const app = new Hono<ApiEnvironment>();
  app.use(async (context, next) => {
    context.set("project", context.req.query("project") ?? DEFAULT_PROJECT);
    await next();
  });
  return app.route("/api/v1", apiApp(query));
}
