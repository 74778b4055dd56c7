import { Hono } from "hono";
import { addressOf } from "../access/address-of.ts";
import { admitEveryone, credentialsOf } from "../ingest/authenticate.ts";
import { readMonitorState } from "../ingest/native/monitor-state-schema.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import type { MonitorStore } from "../storage/monitor-store.ts";
import type { NativeHttpOptions } from "./native-routes.ts";
import { DEFAULT_BODY_LIMITS, takeBody } from "./request-body.ts";
import { failureOf } from "./request-failure.ts";

/** What monitors tell of themselves: their budgets, and the alerts that fire in them. */
export function monitorRoutes(
  monitors: Pick<MonitorStore, "add">,
  { authenticate = admitEveryone, bodyLimits = DEFAULT_BODY_LIMITS }: NativeHttpOptions = {},
): Hono {
  const app = new Hono();
  app.post("/v1/monitors", async (context) => {
    try {
      const project = await admittedProject(
        authenticate,
        credentialsOf((name) => context.req.header(name), addressOf(context)),
      );
      return await takeBody(context.req.raw, bodyLimits, async (body) => {
        const read = readMonitorState(parsed(body));
        if (!read.ok) return context.json({ error: `No state of a monitor: ${read.reason}` }, 400);
        await monitors.add(read.state, project);
        return context.json({ accepted: 1, rejected: {} });
      });
    } catch (error) {
      const { status, message, retryAfterSeconds } = failureOf(error);
      const headers: Record<string, string> =
        retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
      return Response.json({ error: message }, { status, headers });
    }
  });
  return app;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
