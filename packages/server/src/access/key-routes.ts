import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiEnvironment } from "../api/api-environment.ts";
import { parseDurationMs } from "../query/parse-duration.ts";
import { type ApiKey, SCOPES } from "./api-key.ts";
import { type AuditLog, auditEntrySchema } from "./audit-log.ts";
import type { KeyStore } from "./key-store.ts";
import { addressOf } from "./session-routes.ts";

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)).readonly(),
  project: z.string().optional(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
  lastUsedAt: z.string().optional(),
});
const newKeySchema = z.object({
  name: z.string().trim().min(1).max(128),
  scopes: z.array(z.enum(SCOPES)).min(1),
  project: z.string().min(1).max(128).optional(),
  expiresIn: z
    .string()
    .refine((given) => parseDurationMs(given) !== undefined, "expected a duration such as 90d")
    .optional(),
});
const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const listRoute = createRoute({
  method: "get",
  path: "/keys",
  summary: "Every key, without its text (scope admin)",
  responses: { 200: json("The keys", z.object({ keys: z.array(keySchema) })) },
});
const createKeyRoute = createRoute({
  method: "post",
  path: "/keys",
  summary: "Make a key; its text is told this once (scope admin)",
  request: { body: { content: { "application/json": { schema: newKeySchema } }, required: true } },
  responses: { 201: json("The key", z.object({ key: keySchema, text: z.string() })) },
});
const revokeRoute = createRoute({
  method: "delete",
  path: "/keys/{id}",
  summary: "Revoke a key for good (scope admin)",
  request: { params: z.object({ id: z.string().min(4).max(64) }) },
  responses: { 200: json("The key", keySchema), 404: json("No such key", errorSchema) },
});
const auditRoute = createRoute({
  method: "get",
  path: "/audit",
  summary: "What administrators did, newest first (scope admin)",
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) }) },
  responses: { 200: json("The acts", z.object({ entries: z.array(auditEntrySchema).readonly() })) },
});

/** `/keys` and `/audit`, for administrators. */
export function keyRoutes(keys: KeyStore, audit: AuditLog) {
  return new OpenAPIHono<ApiEnvironment>()
    .openapi(listRoute, (context) => context.json({ keys: keys.list().map(viewOf) }, 200))
    .openapi(createKeyRoute, (context) => {
      const { name, scopes, project, expiresIn } = context.req.valid("json");
      const expiresInMs = parseDurationMs(expiresIn ?? "");
      const { key, text } = keys.create({ name, scopes, project, expiresInMs });
      audit.write({
        actor: context.get("identity").id,
        action: "keys.create",
        target: key.id,
        address: addressOf(context),
      });
      return context.json({ key: viewOf(key), text }, 201);
    })
    .openapi(revokeRoute, (context) => {
      const { id } = context.req.valid("param");
      const key = keys.revoke(id);
      if (key === undefined) {
        const message = "No key, or more than one, has an id that begins so.";
        return context.json({ error: { code: "BW_NOT_FOUND", message } }, 404);
      }
      audit.write({
        actor: context.get("identity").id,
        action: "keys.revoke",
        target: key.id,
        address: addressOf(context),
      });
      return context.json(viewOf(key), 200);
    })
    .openapi(auditRoute, (context) =>
      context.json({ entries: audit.last(context.req.valid("query").limit) }, 200),
    );
}

function viewOf({ hash: _, ...key }: ApiKey & { readonly lastUsedAt?: string | undefined }) {
  return { ...key, scopes: [...key.scopes] };
}
