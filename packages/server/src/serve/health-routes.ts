import { Hono } from "hono";

/** Whether the server can do its work now. */
export interface Readiness {
  /** Undefined when it can; otherwise why not, in words. */
  problem(): Promise<string | undefined>;
}

/** `/healthz`: the process is alive. `/readyz`: it takes requests; 503 while it starts, stops, or has no engine. */
export function healthRoutes(readiness: Readiness): Hono {
  return new Hono()
    .get("/healthz", (context) => context.json({ status: "ok" }))
    .get("/readyz", async (context) => {
      const problem = await readiness.problem();
      return problem === undefined
        ? context.json({ status: "ready" })
        : context.json({ status: "not ready", problem }, 503);
    });
}
