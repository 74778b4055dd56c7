import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { beforeEach, expect, it } from "vitest";
import { AuditLog } from "./audit-log.ts";
import { AuditedKeys } from "./audited-keys.ts";
import { KeyStore } from "./key-store.ts";

const BY = { actor: "boss", address: "10.0.0.1" };

let directory: string;
let keys: KeyStore;
let audit: AuditLog;
let audited: AuditedKeys;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-audited-"));
  const clock = createFakeClock(Date.UTC(2026, 10, 24));
  keys = new KeyStore(directory, clock);
  audit = new AuditLog(join(directory, "audit.jsonl"), clock);
  audited = new AuditedKeys(keys, audit);
});

const acts = () => audit.last(10).map(({ action, target }) => [action, target]);

it("changes no key when the change cannot be written down", () => {
  const { key } = keys.create({ name: "old", scopes: ["read"] });
  mkdirSync(join(directory, "audit.jsonl"));
  expect(() => audited.create({ name: "new", scopes: ["admin"] }, BY)).toThrow("EISDIR");
  expect(() => audited.revoke(key.id, BY)).toThrow("EISDIR");
  expect(keys.list()).toEqual([key]);
});

it("says so when a change that was written down failed", () => {
  const { key } = keys.create({ name: "old", scopes: ["read"] });
  rmSync(join(directory, "keys.json"));
  mkdirSync(join(directory, "keys.json"));
  expect(() => audited.create({ name: "new", scopes: ["admin"] }, BY)).toThrow("keys.json");
  expect(acts().map(([action]) => action)).toEqual(["keys.create.failed", "keys.create"]);
  expect(() => audited.revoke(key.id, BY)).toThrow("keys.json");
});

it("writes down who made and who ended a key", () => {
  const { key } = audited.create({ name: "new", scopes: ["admin"] }, BY);
  expect(audited.revoke(key.id, BY)).toMatchObject({ id: key.id });
  expect(audited.revoke("another", BY)).toBeUndefined();
  expect(acts()).toEqual([
    ["keys.revoke", key.id],
    ["keys.create", key.id],
  ]);
  expect(audit.last(1)).toMatchObject([BY]);
});
