import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { SCOPES } from "../access/api-key.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";

/** The ways in: a key in either header, or the cookie that a key was given for. */
const SECURITY_SCHEMES = {
  key: { type: "apiKey", in: "header", name: "x-api-key", description: "A key with the scope read." },
  bearer: { type: "http", scheme: "bearer", description: "The same key." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "breakwater_session",
    description: "What POST /session answers with; made for browsers.",
  },
} as const;

const OPEN_TO_ALL: Record<string, string[]>[] = [];

const sessionSchema = z
  .object({
    id: z.string().openapi({ description: "Id of the key." }),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)).readonly(),
    isOpen: z.boolean().openapi({ description: "The server asks nobody for a key." }),
    project: z.string().optional().openapi({ description: "The project that the key is bound to." }),
  })
  .openapi("Session");

const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});

/** Gives an app its description at `/openapi.json`, with the routes that other parts of the server answer below `/api/v1`. */
export function describeApi(app: OpenAPIHono<ApiEnvironment>): void {
  const { openAPIRegistry: registry } = app;
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
    registry.registerComponent("securitySchemes", name, scheme);
  }
  describeSessions(registry);
  registry.registerPath({
    method: "get",
    path: "/addresses",
    summary: "Where applications send their spans",
    responses: {
      200: json(
        "The addresses",
        z.object({
          otlpUrl: z.string().openapi({ description: "OTLP over HTTP, and records." }),
          grpcUrl: z.string().openapi({ description: "OTLP over gRPC." }),
          uiUrl: z.string().openapi({ description: "The API, the dashboard, and records." }),
        }),
      ),
      401: apiErrorResponses[401],
    },
  });
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Breakwater",
      version: "1",
      description:
        "What every LLM call costs, how long it takes, why it fails. A server that listens to its own machine only and has no keys " +
        "asks nobody for one.",
    },
    servers: [{ url: "/api/v1" }],
    security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })),
  });
}

function describeSessions(registry: OpenAPIHono<ApiEnvironment>["openAPIRegistry"]): void {
  registry.registerPath({
    method: "get",
    path: "/session",
    summary: "Who asks",
    responses: {
      200: json("The key behind the request, or the openness of the server", sessionSchema),
      401: apiErrorResponses[401],
      403: apiErrorResponses[403],
    },
  });
  registry.registerPath({
    method: "post",
    path: "/session",
    summary: "Log in by a key; the cookie lasts as long as the settings say",
    security: OPEN_TO_ALL,
    request: {
      body: {
        content: { "application/json": { schema: z.object({ key: z.string().min(1).max(512) }) } },
        required: true,
      },
    },
    responses: {
      200: json("Logged in", sessionSchema),
      401: apiErrorResponses[401],
      403: { ...apiErrorResponses[403], description: "Asked by a page of another site" },
      429: { ...apiErrorResponses[401], description: "Too many failed logins from this address: wait" },
    },
  });
  registry.registerPath({
    method: "delete",
    path: "/session",
    summary: "Log out",
    security: OPEN_TO_ALL,
    responses: {
      204: { description: "Logged out" },
      403: { ...apiErrorResponses[403], description: "Asked by a page of another site" },
    },
  });
}
