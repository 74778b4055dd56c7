import { Hono } from "hono";
import { expect, it } from "vitest";
import type { ServerFacts } from "../about/server-facts.ts";
import { settingsSchema } from "../config/settings-schema.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiFailureHandler } from "./api-failure.ts";
import { settingsRoute } from "./settings-route.ts";

const SECRET = "a-secret-of-the-configuration";
const facts: ServerFacts = {
  startedAt: Date.UTC(2026, 10, 24),
  settings: settingsSchema.parse({
    retention: {
      default: { spans: "forever" },
      projects: { shop: { payloads: "3d" }, bank: { spans: "5d" } },
    },
    prices: [{ model: "my-llama", inputPerMillionUsd: 0.2, outputPerMillionUsd: 0.4 }],
    payload: { redact: ["patient-\\d+"] },
    access: { adminKey: SECRET },
    telemetry: { otlp: { url: "http://127.0.0.1:4318", headers: { authorization: SECRET } } },
  }),
  waitingSpans: 7,
  arrivals: { list: () => [] },
  counts: async () => ({
    ...{ spans: 5, duplicates: 1, expired: 2, commits: 3, failedCommits: 0 },
    rejected: [{ status: 429, requests: 4 }],
  }),
};

async function ask(server: ServerFacts | undefined, bound?: string) {
  const app = new Hono<ApiEnvironment>();
  app.onError(apiFailureHandler({ error: () => {}, warn: () => {} }));
  app.use(async (request, next) => {
    request.set("identity", { id: "1", name: "key", scopes: ["read"], project: bound });
    await next();
  });
  const response = await app
    .route("/", settingsRoute(server === undefined ? {} : { server }))
    .request("/settings");
  return { status: response.status, text: await response.text() };
}

it("tells the ages in force, with those that others imply, and what a change of each setting needs", async () => {
  const { status, text } = await ask(facts);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({
    startedAt: "2026-11-24T00:00:00.000Z",
    versions: { breakwater: expect.stringMatching(/^\d+\.\d+/), node: process.versions.node },
    retention: {
      default: { spansMs: null, payloadsMs: 14 * 86_400_000, rollupsMs: null },
      projects: [
        { project: "bank", spansMs: 5 * 86_400_000, payloadsMs: 5 * 86_400_000 },
        { project: "shop", payloadsMs: 3 * 86_400_000 },
      ],
    },
    prices: [{ model: "my-llama", inputPerMillionUsd: 0.2 }],
    payload: { capture: true, maxLength: 10_000, redactPatterns: 1 },
    ingest: { waitingSpans: 7, commits: 3, rejected: [{ status: 429, requests: 4 }] },
  });
  expect(JSON.parse(text).groups).toContainEqual({ name: "retention", change: "reload" });
});

it("tells no secret, and to the holder of a bound key no other project", async () => {
  const { text } = await ask(facts, "shop");
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain("patient");
  expect(text).not.toContain("bank");
  expect(text).toContain('"project":"shop"');
});

it("has nothing to tell where there is no server", async () => {
  expect((await ask(undefined)).status).toBe(404);
});
