import type { Context, MiddlewareHandler } from "hono";
import type { ApiEnvironment } from "../api/api-environment.ts";
import type { AccessControl, AccessRequest } from "./access-control.ts";
import { addressOf } from "./address-of.ts";
import { scopeOf } from "./route-policy.ts";
import type { SessionCookie } from "./session-cookie.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Lets in only what may come in, and says which project it is about and who asks. */
export function requireAccess(
  control: AccessControl,
  sessions: SessionCookie,
): MiddlewareHandler<ApiEnvironment> {
  return async (context, next) => {
    const needed = scopeOf(context.req.path);
    if (needed === undefined) return next();
    const admission = control.admit(await accessRequestOf(context, sessions), needed);
    if (!admission.isAdmitted) {
      const { status, code, message, retryAfterMs } = admission;
      if (retryAfterMs !== undefined) context.header("retry-after", String(Math.ceil(retryAfterMs / 1000)));
      if (status === 401) context.header("www-authenticate", 'Bearer realm="breakwater"');
      return context.json({ error: { code, message } }, status);
    }
    context.set("project", admission.project);
    context.set("identity", admission.identity);
    return next();
  };
}

/** What decides about a request, taken from it. */
export async function accessRequestOf(context: Context, sessions: SessionCookie): Promise<AccessRequest> {
  const { req } = context;
  const sessionKeyId = await sessions.keyIdOf(context);
  const project = req.query("project") ?? req.header("x-breakwater-project");
  return {
    header: (name) => req.header(name),
    isSafe: SAFE_METHODS.has(req.method),
    address: addressOf(context),
    ...(sessionKeyId !== undefined && { sessionKeyId }),
    ...(project !== undefined && { project }),
  };
}
