import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { beforeEach, describe, expect, it } from "vitest";
import { AccessControl, type AccessRequest } from "./access-control.ts";
import type { Scope } from "./api-key.ts";
import { FailedKeys } from "./failed-keys.ts";
import { KeyStore } from "./key-store.ts";

const NOW = Date.UTC(2026, 10, 24);
const ADMIN_KEY = "a-secret-of-the-configuration";

let directory: string;
let clock: ReturnType<typeof createFakeClock>;
let keys: KeyStore;
let control: AccessControl;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-access-"));
  clock = createFakeClock(NOW);
  keys = new KeyStore(directory, clock);
  control = new AccessControl(keys, { isOpenWithoutKeys: true, hosts: ["watch.example"] });
});

type Headers = Record<string, string>;
function ask(headers: Headers, rest: Partial<AccessRequest> = {}, needed: Scope = "read") {
  const host: Headers = { host: "localhost:7077" };
  const all: Headers = { ...host, ...headers };
  const answer = control.admit({ header: (name) => all[name], isSafe: true, ...rest }, needed);
  return answer.isAdmitted ? answer.project : answer.status;
}
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

describe("a server without keys on loopback", () => {
  it("lets this machine do everything, in the project that is asked for", () => {
    expect([ask({}), ask({}, { project: "shop" }), ask({}, { isSafe: false }, "admin")]).toEqual([
      "default",
      "shop",
      "default",
    ]);
  });

  it.each([
    ["evil.example:7077", 403],
    ["localhost.evil.example", 403],
    ["127.0.0.1:7077", "default"],
    ["[::1]:7077", "default"],
    ["watch.example", "default"],
  ])("asks which name it was called by: %s", (host, answer) => {
    expect(ask({ host })).toBe(answer);
  });

  it("takes no change from a page of another site", () => {
    expect(ask({ origin: "https://evil.example" }, { isSafe: false })).toBe(403);
    expect(ask({ origin: "http://localhost:7077" }, { isSafe: false })).toBe("default");
    expect(ask({ origin: "null" }, { isSafe: false })).toBe(403);
  });

  it("stays closed once a key was made, even after that key is revoked", () => {
    const { key } = keys.create({ name: "a", scopes: ["read"] });
    expect(ask({})).toBe(401);
    keys.revoke(key.id);
    expect(ask({})).toBe(401);
  });
});

describe("a key", () => {
  it("is taken from every header that exporters know", () => {
    const { text } = keys.create({ name: "a", scopes: ["read"], project: "shop" });
    const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString("base64")}` });
    const ways = [{ "x-api-key": text }, bearer(text), basic(`user:${text}`), basic(`${text}:`)];
    expect(ways.map((headers) => ask(headers))).toEqual(["shop", "shop", "shop", "shop"]);
  });

  it("opens what its scopes say, and nothing else", () => {
    const granted = (["ingest", "read", "admin"] as const).map((scope) => {
      const { text } = keys.create({ name: scope, scopes: [scope] });
      return (["ingest", "read", "admin"] as const).map((needed) => ask(bearer(text), {}, needed));
    });
    expect(granted).toEqual([
      ["default", 403, 403],
      [403, "default", 403],
      ["default", "default", "default"],
    ]);
  });

  it("that is bound to a project reaches no other", () => {
    const { text } = keys.create({ name: "a", scopes: ["read"], project: "shop" });
    expect([
      ask(bearer(text)),
      ask(bearer(text), { project: "shop" }),
      ask(bearer(text), { project: "b" }),
    ]).toEqual(["shop", "shop", 403]);
  });

  it("opens nothing once it is revoked or expired, nor does its session", async () => {
    const first = keys.create({ name: "a", scopes: ["read"] });
    const second = keys.create({ name: "b", scopes: ["read"], expiresInMs: 60_000 });
    expect([ask(bearer(first.text)), ask(bearer(second.text))]).toEqual(["default", "default"]);
    expect(ask({}, { sessionKeyId: first.key.id })).toBe("default");
    keys.revoke(first.key.id);
    await clock.advance(60_000);
    expect([ask(bearer(first.text)), ask(bearer(second.text)), ask(bearer("bw_nonsense"))]).toEqual([
      401, 401, 401,
    ]);
    expect(ask({}, { sessionKeyId: first.key.id })).toBe(401);
    expect(keys.hasLiveKey).toBe(false);
  });

  it("that is wrong too often from one address is looked at no more, and others from there are", async () => {
    const { text } = keys.create({ name: "a", scopes: ["read"] });
    const rules = { isOpenWithoutKeys: true, hosts: [], adminKey: ADMIN_KEY };
    control = new AccessControl(keys, rules, new FailedKeys(clock));
    expect(ask(bearer(text))).toBe("default");
    const guesses = Array.from({ length: 40 }, (_, which) => ask(bearer(`guess-${which}`)));
    expect([guesses.indexOf(429), guesses.lastIndexOf(401)]).toEqual([10, 9]);
    expect([ask(bearer(text)), ask(bearer(ADMIN_KEY))]).toEqual(["default", 429]);
    expect(ask(bearer(ADMIN_KEY), { address: "10.0.0.2" })).toBe("default");
    await clock.advance(10 * 60_000);
    expect(ask(bearer("guess"))).toBe(401);
  });

  it("in the configuration may do everything", () => {
    control = new AccessControl(keys, { isOpenWithoutKeys: true, hosts: [], adminKey: ADMIN_KEY });
    expect([ask({}), ask(bearer(ADMIN_KEY), {}, "admin"), ask(bearer(`${ADMIN_KEY}x`))]).toEqual([
      401,
      "default",
      401,
    ]);
  });

  it("is nowhere on disk, in a file that nobody else can read", () => {
    const { text } = keys.create({ name: "a", scopes: ["read"] });
    const path = join(directory, "keys.json");
    expect(readFileSync(path, "utf8")).not.toContain(text);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("that another process makes or revokes counts within a second; times of use survive a restart", async () => {
    const other = new KeyStore(directory, clock);
    const { text, key } = other.create({ name: "a", scopes: ["read"] });
    await clock.advance(1_000);
    expect(ask(bearer(text))).toBe("default");
    other.revoke(key.id.slice(0, 8));
    await clock.advance(1_000);
    expect(ask(bearer(text))).toBe(401);
    keys.close();
    expect(new KeyStore(directory, clock).list()).toMatchObject([
      { id: key.id, lastUsedAt: "2026-11-24T00:00:01.000Z", revokedAt: "2026-11-24T00:00:01.000Z" },
    ]);
  });
});
