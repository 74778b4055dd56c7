import { Hono } from "hono";
import type { Ingest } from "../ingest/ingest.ts";
import { failureOf } from "../ingest/request-failure.ts";
import { failureResponse, type SendingRules, takeSent } from "./sending.ts";

/** Our own records, one JSON object a line. Lines that are no records are counted, and the others taken. */
export function nativeRoutes(ingest: Ingest, rules: SendingRules): Hono {
  const app = new Hono();
  app.post("/v1/spans", async (context) => {
    try {
      return context.json(
        await takeSent(context, rules, (body, project) => ingest.readRecords(body.toString("utf8"), project)),
      );
    } catch (error) {
      return failureResponse(failureOf(error, rules.log));
    }
  });
  return app;
}
