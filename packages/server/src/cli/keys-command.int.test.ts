import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { property, textOf } from "@breakwater/core/usage/untyped";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, it } from "vitest";
import { KeyStore } from "../access/key-store.ts";

const PROGRAM = new URL("./breakwater.ts", import.meta.url).pathname;
const run = promisify(execFile);

it("works where the configuration has the data, unless a flag says otherwise", async () => {
  const home = mkdtempSync(join(tmpdir(), "breakwater-keys-"));
  writeFileSync(join(home, "breakwater.yaml"), "data: elsewhere\n");
  const create = async (...more: string[]) => {
    const words = [PROGRAM, "keys", "create", "shop", "--scope", "read", ...more];
    await run(process.execPath, words, { cwd: home, env: { PATH: process.env["PATH"] } });
  };
  const keysIn = (directory: string) => new KeyStore(join(home, directory), createFakeClock()).list().length;
  await create();
  expect([keysIn("elsewhere"), keysIn(".breakwater")]).toEqual([1, 0]);
  await create("--data", "named");
  expect([keysIn("elsewhere"), keysIn("named")]).toEqual([1, 1]);
});

it("makes a key that a server on the directory knows, lists it without its text, and revokes it", async () => {
  const data = mkdtempSync(join(tmpdir(), "breakwater-keys-"));
  const keys = async (...words: string[]) =>
    (await run(process.execPath, [PROGRAM, "keys", ...words, "--data", data])).stdout;
  const made: unknown = JSON.parse(
    await keys(
      "create",
      "shop",
      "--scope",
      "ingest",
      "read",
      "--project",
      "shop",
      "--expires",
      "90d",
      "--json",
    ),
  );
  const text = textOf(property(made, "text")) ?? "";
  const id = textOf(property(made, "id")) ?? "";
  const store = () => new KeyStore(data, createFakeClock(Date.now()));
  expect(store().find(text)).toMatchObject({ id, name: "shop", scopes: ["ingest", "read"], project: "shop" });
  const listed = await keys("list");
  expect(listed).toContain("live");
  expect(listed).not.toContain(text);
  await keys("revoke", id.slice(0, 8));
  expect(store().find(text)).toBeUndefined();
  expect(await keys("list")).toContain("revoked");
  expect(readFileSync(join(data, "audit.jsonl"), "utf8").trim().split("\n")).toHaveLength(2);
  await expect(keys("create", "x", "--scope", "write")).rejects.toThrow("Use ingest, read, admin.");
});
