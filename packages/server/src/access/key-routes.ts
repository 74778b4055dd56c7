import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { ApiEnvironment } from "../api/api-environment.ts";
import { refuseInvalid } from "../api/api-errors.ts";
import { parseDurationMs } from "../query/parse-duration.ts";
import type { Identity } from "./access-control.ts";
import { addressOf } from "./address-of.ts";
import { type ApiKey, SCOPES } from "./api-key.ts";
import { type AuditLog, auditEntrySchema } from "./audit-log.ts";
import { type Actor, AuditedKeys } from "./audited-keys.ts";
import type { KeyStore } from "./key-store.ts";

/** Most acts that are told at once. */
const MAX_ENTRIES = 1_000;

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
  responses: {
    201: json("The key", z.object({ key: keySchema, text: z.string() })),
    403: json("For another project than one's own", errorSchema),
  },
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
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(MAX_ENTRIES).default(100) }) },
  responses: { 200: json("The acts", z.object({ entries: z.array(auditEntrySchema).readonly() })) },
});

/** `/keys` and `/audit`, for administrators. One whose key is bound to a project sees and changes its keys only. */
export function keyRoutes(keys: KeyStore, audit: AuditLog) {
  const audited = new AuditedKeys(keys, audit);
  const by = (context: Context<ApiEnvironment>): Actor => ({
    actor: context.get("identity").id,
    address: addressOf(context),
  });
  return new OpenAPIHono<ApiEnvironment>({ defaultHook: refuseInvalid })
    .openapi(listRoute, (context) => {
      const visible = keysOf(keys, context.get("identity"));
      return context.json({ keys: visible.map(viewOf) }, 200);
    })
    .openapi(createKeyRoute, (context) => {
      const { project: bound } = context.get("identity");
      const { name, scopes, project = bound, expiresIn } = context.req.valid("json");
      if (bound !== undefined && project !== bound) {
        const message = `The key is bound to the project "${bound}", and makes keys for no other.`;
        return context.json({ error: { code: "BW_FORBIDDEN", message } }, 403);
      }
      const expiresInMs = parseDurationMs(expiresIn ?? "");
      const { key, text } = audited.create({ name, scopes, project, expiresInMs }, by(context));
      return context.json({ key: viewOf(key), text }, 201);
    })
    .openapi(revokeRoute, (context) => {
      const { id } = context.req.valid("param");
      const named = keysOf(keys, context.get("identity")).filter((key) => key.id.startsWith(id));
      const key = named.length === 1 ? audited.revoke(named[0]?.id ?? "", by(context)) : undefined;
      if (key === undefined) {
        const message = "No key, or more than one, has an id that begins so.";
        return context.json({ error: { code: "BW_NOT_FOUND", message } }, 404);
      }
      return context.json(viewOf(key), 200);
    })
    .openapi(auditRoute, (context) => {
      const { limit } = context.req.valid("query");
      const identity = context.get("identity");
      if (identity.project === undefined) return context.json({ entries: audit.last(limit) }, 200);
      const visible = new Set(keysOf(keys, identity).map(({ id }) => id));
      const entries = audit
        .last(MAX_ENTRIES)
        .filter(({ target }) => target !== undefined && visible.has(target));
      return context.json({ entries: entries.slice(0, limit) }, 200);
    });
}

function keysOf(keys: KeyStore, { project }: Identity) {
  return keys.list().filter((key) => project === undefined || key.project === project);
}

function viewOf({ hash: _, ...key }: ApiKey & { readonly lastUsedAt?: string | undefined }) {
  return { ...key, scopes: [...key.scopes] };
}
