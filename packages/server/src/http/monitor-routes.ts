import { Hono } from "hono";
import { estimatedBytes } from "../ingest/body/estimated-bytes.ts";
import { RefusedBodyError } from "../ingest/body/refused-body-error.ts";
import type { ReadyRequest } from "../ingest/body/take-request.ts";
import { readMonitorState } from "../ingest/native/monitor-state-schema.ts";
import { failureOf } from "../ingest/request-failure.ts";
import type { MonitorStore } from "../storage/monitor-store.ts";
import { failureResponse, type SendingRules, takeSent } from "./sending.ts";

/** What monitors tell of themselves: their budgets, and the alerts that fire in them. */
export function monitorRoutes(monitors: Pick<MonitorStore, "add">, rules: SendingRules): Hono {
  const app = new Hono();
  const read = (body: Buffer, project: string): ReadyRequest<Response> => {
    const told = readMonitorState(parsed(body));
    if (!told.ok) throw new RefusedBodyError(400, `No state of a monitor: ${told.reason}`);
    const { state } = told;
    return {
      bytes: estimatedBytes(state),
      store: async () => {
        await monitors.add(state, project);
        return Response.json({ accepted: 1, rejected: {} });
      },
    };
  };
  app.post("/v1/monitors", async (context) => {
    try {
      return await takeSent(context, rules, read);
    } catch (error) {
      return failureResponse(failureOf(error, rules.log));
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
