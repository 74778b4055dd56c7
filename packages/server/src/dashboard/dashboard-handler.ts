import type { Context, NotFoundHandler } from "hono";
import type { DashboardFile, DashboardFiles, Packing } from "./dashboard-files.ts";

const PACKINGS: readonly Packing[] = ["br", "gzip"];

/** Paths of machines: what is not there must not look like a page. */
const NO_PAGE = /^\/(?:api|v1|assets)\/|\.\w+$/;

/**
 * Answers what no route does: with a file of the dashboard, or with its page at every address that is a page's (the
 * browser finds out which).
 */
export function dashboardHandler(files: DashboardFiles): NotFoundHandler {
  return async (context) => {
    const { method, path } = context.req;
    const isRead = method === "GET" || method === "HEAD";
    const file = files.get(path) ?? (NO_PAGE.test(path) ? undefined : files.get("/index.html"));
    return isRead && file !== undefined ? send(context, file) : context.text("404 Not Found", 404);
  };
}

async function send(context: Context, file: DashboardFile): Promise<Response> {
  const { content, etag, isImmutable, mediaType } = file;
  context.header("cache-control", isImmutable ? "public, max-age=31536000, immutable" : "no-cache");
  context.header("etag", etag);
  context.header("vary", "accept-encoding");
  if (context.req.header("if-none-match") === etag) return context.body(null, 304);
  context.header("content-type", mediaType);
  const packing = PACKINGS.find((name) => accepts(context, name));
  if (packing === undefined) return context.body(new Uint8Array(content));
  context.header("content-encoding", packing);
  return context.body(new Uint8Array(await file.packed(packing)));
}

function accepts(context: Context, packing: Packing): boolean {
  const accepted = (context.req.header("accept-encoding") ?? "").split(",");
  return accepted.some((one) => {
    const [name = "", quality = ""] = one.split(";");
    return name.trim() === packing && !/^\s*q=0(?:\.0*)?\s*$/.test(quality);
  });
}
