import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { property, textOf } from "@breakwater/core/usage/untyped";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, it } from "vitest";
import { KeyStore } from "../access/key-store.ts";

const PROGRAM = new URL("./breakwater.ts", import.meta.url).pathname;
const run = promisify(execFile);

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
