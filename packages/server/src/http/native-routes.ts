import { Hono } from "hono";
import type { Ingest } from "../ingest/ingest.ts";
import { DEFAULT_PROJECT } from "../storage/span-row.ts";
import { DEFAULT_BODY_LIMITS, readBody } from "./request-body.ts";
import { failureOf } from "./request-failure.ts";

/** Our own records, one JSON object a line. Lines that are no records are counted, and the others taken. */
export function nativeRoutes(ingest: Ingest): Hono {
  const app = new Hono();
  app.post("/v1/spans", async (context) => {
    try {
      const body = await readBody(context.req.raw, DEFAULT_BODY_LIMITS);
      return context.json(await ingest.takeRecords(body.toString("utf8"), DEFAULT_PROJECT));
    } catch (error) {
      const { status, message, retryAfterSeconds } = failureOf(error);
      return Response.json(
        { error: message },
        {
          status,
          headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
        },
      );
    }
  });
  return app;
}
