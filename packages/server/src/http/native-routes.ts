import { Hono } from "hono";
import { addressOf } from "../access/address-of.ts";
import { type Authenticate, admitEveryone, credentialsOf } from "../ingest/authenticate.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import { type BodyLimits, DEFAULT_BODY_LIMITS, takeBody } from "./request-body.ts";
import { failureOf } from "./request-failure.ts";

/** Who may send, and how much in one request. */
export interface NativeHttpOptions {
  readonly authenticate?: Authenticate;
  readonly bodyLimits?: BodyLimits;
}

/** Our own records, one JSON object a line. Lines that are no records are counted, and the others taken. */
export function nativeRoutes(
  ingest: Ingest,
  { authenticate = admitEveryone, bodyLimits = DEFAULT_BODY_LIMITS }: NativeHttpOptions = {},
): Hono {
  const app = new Hono();
  app.post("/v1/spans", async (context) => {
    try {
      const project = await admittedProject(
        authenticate,
        credentialsOf((name) => context.req.header(name), addressOf(context)),
      );
      const receipt = await takeBody(context.req.raw, bodyLimits, (body) =>
        ingest.takeRecords(body.toString("utf8"), project),
      );
      return context.json(receipt);
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
