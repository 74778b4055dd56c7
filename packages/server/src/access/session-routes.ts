import { type Context, Hono } from "hono";
import { z } from "zod";
import type { ServerLog } from "../about/server-log.ts";
import type { ApiEnvironment } from "../api/api-environment.ts";
import type { AccessControl, Identity } from "./access-control.ts";
import { addressOf } from "./address-of.ts";
import type { AuditEntry, AuditLog } from "./audit-log.ts";
import type { FailedLogins } from "./failed-logins.ts";
import { isSameOrigin } from "./host-names.ts";
import { accessRequestOf } from "./require-access.ts";
import type { SessionCookie } from "./session-cookie.ts";

const loginSchema = z.object({ key: z.string().min(1).max(512) });

/** What the session routes need. */
export interface SessionParts {
  readonly control: AccessControl;
  readonly sessions: SessionCookie;
  readonly failures: FailedLogins;
  readonly audit: Pick<AuditLog, "write">;
  readonly log: Pick<ServerLog, "info" | "warn" | "error">;
}

/** `/session`: POST a key to log in, GET to learn who one is, DELETE to log out. Open to all; asks for itself. */
export function sessionRoutes(parts: SessionParts): Hono<ApiEnvironment> {
  const { control, sessions, failures } = parts;
  const app = new Hono<ApiEnvironment>();
  app.get("/session", async (context) => {
    const admission = control.admit(await accessRequestOf(context, sessions), "read");
    if (admission.isAdmitted) return context.json(viewOf(admission.identity, control.isOpen));
    const { status, code, message } = admission;
    return context.json({ error: { code, message } }, status);
  });
  app.post("/session", async (context) => {
    const { req } = context;
    if (!isSameOrigin(req.header("origin"), req.header("host"))) {
      return refuse(context, 403, "BW_FORBIDDEN", "Pages of other sites may not log in here.");
    }
    const address = addressOf(context);
    const waitMs = failures.waitMs(address);
    if (waitMs > 0) {
      context.header("retry-after", String(Math.ceil(waitMs / 1000)));
      return refuse(context, 429, "BW_TOO_MANY_LOGINS", "Too many failed logins from this address: wait.");
    }
    const body = loginSchema.safeParse(await req.json().catch(() => undefined));
    const identity = body.success ? control.identify(body.data.key) : undefined;
    if (identity === undefined) {
      failures.note(address);
      note(parts, { actor: "unknown", action: "session.refused", address });
      return refuse(context, 401, "BW_UNAUTHORIZED", "The key is not known, revoked or expired.");
    }
    failures.clear(address);
    note(parts, { actor: identity.id, action: "session.begin", address });
    await sessions.begin(context, identity.id);
    return context.json(viewOf(identity, false));
  });
  app.delete("/session", (context) => {
    const { req } = context;
    if (!isSameOrigin(req.header("origin"), req.header("host"))) {
      return refuse(context, 403, "BW_FORBIDDEN", "Pages of other sites may not log out here.");
    }
    sessions.end(context);
    return context.body(null, 204);
  });
  return app;
}

/** Writes a login down. One that cannot be written down is let in all the same: somebody must mend the full disk. */
function note({ audit, log }: SessionParts, act: Omit<AuditEntry, "at">): void {
  const { action, ...who } = act;
  if (action === "session.refused") log.warn(who, "A login failed");
  else log.info(who, "Somebody logged in");
  try {
    audit.write(act);
  } catch (error) {
    log.error({ err: error, ...act }, "An act could not be written to the audit log");
  }
}

function viewOf({ id, name, scopes, project }: Identity, isOpen: boolean) {
  return { id, name, scopes, isOpen, ...(project !== undefined && { project }) };
}

function refuse(context: Context, status: 401 | 403 | 429, ...[code, message]: [string, string]): Response {
  return context.json({ error: { code, message } }, status);
}
