import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";
import { TakenPortError } from "./taken-port-error.ts";

/** Where to listen. */
export interface ListenerSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The flag that chooses the port, for the error that a taken one gives. */
  readonly flag: string;
}

/** A port that takes requests. */
export interface Listener {
  readonly url: string;
  /**
   * Takes no new requests, ends event streams, and resolves when every other request has been answered. Connections
   * that are still open when `deadline` aborts are cut.
   */
  close(deadline?: AbortSignal): Promise<void>;
}

/**
 * Serves an application on a port.
 * @throws TakenPortError (as a rejection) when something else listens there already.
 */
export function listen(app: Pick<Hono, "fetch">, { host, port, flag }: ListenerSettings): Promise<Listener> {
  const open = new Set<ServerResponse>();
  return new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch: app.fetch, hostname: host, port }, (address: AddressInfo) =>
      resolve({ url: urlOf(address), close: (deadline) => close(server, open, deadline) }),
    );
    server.on("request", (_: unknown, response: ServerResponse) => {
      open.add(response);
      response.once("close", () => open.delete(response));
    });
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new TakenPortError(host, port, flag) : error),
    );
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function close(server: ServerType, open: ReadonlySet<ServerResponse>, deadline?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cut = () => "closeAllConnections" in server && server.closeAllConnections();
    server.close(() => {
      deadline?.removeEventListener("abort", cut);
      resolve();
    });
    for (const response of open) {
      if (isEventStream(response)) response.destroy();
    }
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    if (deadline?.aborted === true) cut();
    else deadline?.addEventListener("abort", cut, { once: true });
  });
}

/** A stream of events never ends by itself; its reader connects again elsewhere or later. */
function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");
}
