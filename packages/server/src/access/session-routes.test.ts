import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { pino } from "pino";
import { beforeEach, expect, it } from "vitest";
import { AccessControl } from "./access-control.ts";
import { AuditLog } from "./audit-log.ts";
import { FailedLogins } from "./failed-logins.ts";
import { KeyStore } from "./key-store.ts";
import { SessionCookie } from "./session-cookie.ts";
import { sessionRoutes } from "./session-routes.ts";

let directory: string;
let keys: KeyStore;
let app: ReturnType<typeof sessionRoutes>;
let logged: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-session-"));
  const clock = createFakeClock(Date.UTC(2026, 10, 24));
  keys = new KeyStore(directory, clock);
  logged = "";
  const stream = new PassThrough().on("data", (line: Buffer) => {
    logged += line;
  });
  app = sessionRoutes({
    control: new AccessControl(keys, { isOpenWithoutKeys: false, hosts: [] }),
    sessions: new SessionCookie("a secret of this test, long enough", clock, {
      lengthMs: 60_000,
      isSecure: false,
    }),
    failures: new FailedLogins(clock),
    audit: new AuditLog(join(directory, "audit.jsonl"), clock),
    log: pino(stream),
  });
});

const login = (key: string) => app.request("/session", { method: "POST", body: JSON.stringify({ key }) });

it("writes logins and failed logins into the audit log and the log, and no key", async () => {
  const { key, text } = keys.create({ name: "ana", scopes: ["read"] });
  expect((await login("bw_wrong")).status).toBe(401);
  expect((await login(text)).status).toBe(200);
  const lines = readFileSync(join(directory, "audit.jsonl"), "utf8");
  const acts = lines.trim().split("\n");
  expect(acts.map((line) => JSON.parse(line))).toMatchObject([
    { actor: "unknown", action: "session.refused", address: "unknown" },
    { actor: key.id, action: "session.begin", address: "unknown" },
  ]);
  expect(logged).toContain("A login failed");
  expect(logged).toContain("Somebody logged in");
  for (const secret of [text, "bw_wrong"]) expect(lines + logged).not.toContain(secret);
});

it("lets somebody in when nothing can be written down, and says so in the log", async () => {
  const { text } = keys.create({ name: "ana", scopes: ["read"] });
  mkdirSync(join(directory, "audit.jsonl"));
  expect((await login(text)).status).toBe(200);
  expect(logged).toContain("could not be written to the audit log");
});
