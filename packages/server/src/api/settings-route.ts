import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerFacts } from "../about/server-facts.ts";
import { NotFoundError } from "../query/not-found-error.ts";
import type { QueryContext } from "../query/query-context.ts";
import { toldSettings } from "../query/settings/told-settings.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses, notFoundResponse } from "./api-errors.ts";

const age = z.number().nullable().openapi({ description: "Milliseconds; null is for ever." });
const ages = { spansMs: age, payloadsMs: age, rollupsMs: age };
const dollars = z.number().optional();

const priceSchema = z
  .object({
    provider: z.string().optional(),
    model: z.string(),
    inputPerMillionUsd: z.number(),
    outputPerMillionUsd: z.number(),
    cacheReadPerMillionUsd: dollars,
    cacheWritePerMillionUsd: dollars,
    cacheWrite1hPerMillionUsd: dollars,
    reasoningPerMillionUsd: dollars,
    inputAudioPerMillionUsd: dollars,
    outputAudioPerMillionUsd: dollars,
    perCallUsd: dollars,
    from: z.string().optional(),
    until: z.string().optional(),
  })
  .openapi("PriceOverride");

const ingestSchema = z
  .object({
    waitingSpans: z.number().openapi({ description: "Spans that wait for a commit now." }),
    spans: z.number().openapi({ description: "Committed since the start, duplicates included." }),
    duplicates: z.number(),
    expired: z.number().openapi({ description: "Past their age when they came: not stored." }),
    commits: z.number(),
    failedCommits: z.number(),
    meanCommitMs: z.number().optional(),
    rejected: z
      .array(z.object({ status: z.number(), requests: z.number() }))
      .readonly()
      .openapi({ description: "Refused requests of senders, by HTTP status." }),
  })
  .openapi("IngestState", { description: "What has become of spans since the server started." });

const settingsAnswer = z
  .object({
    startedAt: z.string(),
    versions: z.object({ breakwater: z.string(), node: z.string() }),
    groups: z
      .array(z.object({ name: z.string(), change: z.enum(["reload", "restart"]) }))
      .openapi({ description: "What a change of each group of the configuration needs." }),
    retention: z.object({
      default: z.object(ages),
      projects: z
        .array(z.object({ project: z.string(), ...ages }))
        .openapi({ description: "Projects with ages of their own." }),
    }),
    prices: z.array(priceSchema),
    payload: z.object({
      capture: z.boolean(),
      maxLength: z.number().openapi({ description: "Code points kept of a prompt or an answer." }),
      redactPatterns: z.number().openapi({ description: "Patterns of payload.redact; never the patterns." }),
    }),
    limits: z.object({ bodyBytes: z.number(), decompressedBytes: z.number(), waitingSpans: z.number() }),
    ingest: ingestSchema,
  })
  .openapi("ServerSettings");

const route = createRoute({
  method: "get",
  path: "/settings",
  summary: "The settings in force that explain what one sees, without secrets, and the state of ingest",
  request: { query: z.strictObject({ project: z.string().max(512).optional() }) },
  responses: {
    200: { description: "The settings", content: { "application/json": { schema: settingsAnswer } } },
    404: notFoundResponse,
    ...apiErrorResponses,
  },
});

/** `GET /settings`. */
export function settingsRoute({ server }: Pick<QueryContext, "server">) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, async (request) => {
    if (server === undefined) throw new NotFoundError("This is no server of its own: it has no settings.");
    const { project } = request.get("identity");
    return request.json({ ...toldSettings(server, project), ingest: await ingestOf(server) }, 200);
  });
}

async function ingestOf(server: ServerFacts): Promise<z.infer<typeof ingestSchema>> {
  const { rejected, ...counts } = await server.counts();
  return { waitingSpans: server.waitingSpans, ...counts, rejected: [...rejected] };
}
