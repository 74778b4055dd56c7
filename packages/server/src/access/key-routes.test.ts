import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { Hono } from "hono";
import { beforeEach, expect, it } from "vitest";
import type { ApiEnvironment } from "../api/api-environment.ts";
import { AuditLog } from "./audit-log.ts";
import { keyRoutes } from "./key-routes.ts";
import { KeyStore } from "./key-store.ts";

let keys: KeyStore;
let app: Hono<ApiEnvironment>;
/** The project that the key of the next request is bound to. */
let bound: string | undefined;

beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), "breakwater-keys-"));
  const clock = createFakeClock(Date.UTC(2026, 10, 24));
  keys = new KeyStore(directory, clock);
  bound = undefined;
  app = new Hono<ApiEnvironment>();
  app.use(async (request, next) => {
    request.set("identity", { id: "boss", name: "boss", scopes: ["admin"], project: bound });
    await next();
  });
  app.route("/", keyRoutes(keys, new AuditLog(join(directory, "audit.jsonl"), clock)));
});

/** What the routes answer, as far as it is looked at. */
interface Told {
  readonly text: string;
  readonly key: { readonly id: string };
  readonly entries: readonly unknown[];
}

async function make(body: object) {
  const headers = { "content-type": "application/json" };
  const response = await app.request("/keys", { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Told };
}
const get = async (path: string) => (await (await app.request(path)).json()) as Told;

it("tells the text of a key once, and its acts in the audit log", async () => {
  const { status, body } = await make({ name: "ci", scopes: ["ingest"], expiresIn: "90d" });
  expect([status, body]).toMatchObject([
    201,
    { text: expect.stringMatching(/^bw_/), key: { name: "ci", expiresAt: "2027-02-22T00:00:00.000Z" } },
  ]);
  expect(JSON.stringify(await get("/keys"))).not.toContain(body.text);
  expect((await app.request(`/keys/${body.key.id}`, { method: "DELETE" })).status).toBe(200);
  expect(await get("/audit")).toMatchObject({
    entries: [
      { action: "keys.revoke", actor: "boss", target: body.key.id },
      { action: "keys.create", actor: "boss", target: body.key.id },
    ],
  });
});

it("says what is wrong with a key that cannot be made", async () => {
  expect(await make({ name: "", scopes: [], expiresIn: "soon" })).toMatchObject({
    status: 400,
    body: { error: { code: "BW_INVALID_PARAMETER", message: expect.stringContaining("90d") } },
  });
});

it("keeps an administrator of one project to the keys of that project", async () => {
  const other = await make({ name: "other", scopes: ["read"], project: "bank" });
  await make({ name: "any", scopes: ["read"] });
  bound = "shop";
  expect(await make({ name: "mine", scopes: ["ingest"] })).toMatchObject({
    status: 201,
    body: { key: { project: "shop" } },
  });
  expect((await make({ name: "theirs", scopes: ["read"], project: "bank" })).status).toBe(403);
  expect((await app.request(`/keys/${other.body.key.id}`, { method: "DELETE" })).status).toBe(404);
  expect(await get("/keys")).toMatchObject({ keys: [{ name: "mine" }] });
  expect((await get("/audit")).entries).toHaveLength(1);
  expect(keys.list().every(({ revokedAt }) => revokedAt === undefined)).toBe(true);
});
