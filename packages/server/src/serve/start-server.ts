import type { AddressInfo } from "node:net";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import type { Clock } from "@breakwater/core/time/clock";
import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";
import { nativeRoutes } from "../http/native-routes.ts";
import { otlpRoutes } from "../http/otlp-routes.ts";
import { Ingest } from "../ingest/ingest.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import { openStorage } from "../storage/open-storage.ts";
import { SINGLE_LAYOUT } from "../storage/schema/tables.ts";
import type { SqlEngine } from "../storage/sql-engine.ts";
import { TakenPortError } from "./taken-port-error.ts";

/** Where a server listens, and what it may hold. */
export interface ServerSettings {
  /** Address to listen on; loopback unless told otherwise. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly otlpPort: number;
  /** Code points kept of a prompt or an answer; 0 keeps none. */
  readonly maxPayloadLength: number;
}

/** A server that is up. */
export interface RunningServer {
  /** Where OTLP and our own records are taken. */
  readonly otlpUrl: string;
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
  const app = otlpRoutes(ingest).route("/", nativeRoutes(ingest));
  const listener = await listen(app, settings).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  return {
    otlpUrl: listener.url,
    repairedBuckets: storage.repairedBuckets,
    close: async () => {
      await listener.close();
      await committer.drain();
      await storage.close();
    },
  };
}

interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

function listen(app: Hono, { host, otlpPort: port }: ServerSettings): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch: app.fetch, hostname: host, port }, (address: AddressInfo) =>
      resolve({ url: urlOf(address), close: () => closed(server) }),
    );
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new TakenPortError(host, port) : error),
    );
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** Connections that wait for nothing are closed at once; requests under way are answered. */
function closed(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
