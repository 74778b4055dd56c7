import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CommitFeed } from "../storage/commit-feed.ts";
import { openQueryBed, type QueryBed } from "../testing/query-bed.ts";
import { apiApp } from "./api-app.ts";
import type { ApiEnvironment } from "./api-environment.ts";

let bed: QueryBed;
const feed = new CommitFeed();
const leaving = new AbortController();
let app: Hono<ApiEnvironment>;
beforeEach(async () => {
  bed = await openQueryBed({ onStored: (spans) => feed.announce(spans) });
  app = new Hono<ApiEnvironment>();
  app.use(async (request, next) => {
    request.set("project", "shop");
    await next();
  });
  app.route("/api/v1", apiApp({ ...bed.context, feed }));
});
afterEach(async () => {
  leaving.abort();
  await bed.close();
});

it("tells of spans that a filter leaves once they are stored, and of no payloads", async () => {
  const request = new Request("http://localhost/api/v1/tail?user=u1", { signal: leaving.signal });
  const response = await app.request(request);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe(": following\n\n");
  const span = { project: "shop", userId: "u1", input: "secret" };
  await bed.store([
    sampleRecord({ ...span, spanId: "1".repeat(16) }),
    sampleRecord({ ...span, spanId: "2".repeat(16), userId: "u2" }),
    sampleRecord({ ...span, spanId: "3".repeat(16), project: "other" }),
  ]);
  const event = (await reader?.read())?.value ?? "";
  expect(event).toMatch(
    /^event: span\ndata: \{"v":1,.*"spanId":"1111111111111111".*"hasPayload":true\}\n\n$/,
  );
  expect(event).not.toContain("secret");
  await bed.store([sampleRecord({ ...span, spanId: "1".repeat(16) })]);
  await bed.store([sampleRecord({ ...span, spanId: "4".repeat(16) })]);
  expect((await reader?.read())?.value).toContain("4444444444444444");
  await reader?.cancel();
});
