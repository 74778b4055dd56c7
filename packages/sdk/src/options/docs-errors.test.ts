import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");
const CODE = /\bBW_[A-Z_]+\b/g;

test("docs/errors.md names the codes of the source, all of them and no others", () => {
  const sources = ["core", "notify", "sdk"].flatMap((name) => {
    const directory = join(ROOT, "packages", name, "src");
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path) => readFileSync(join(directory, path), "utf8"));
  });
  const thrown = new Set(sources.flatMap((text) => text.match(CODE) ?? []));
  const documented = new Set(readFileSync(join(ROOT, "docs/errors.md"), "utf8").match(CODE) ?? []);
  expect(thrown.size).toBeGreaterThan(0);
  expect([...documented].sort()).toEqual([...thrown].sort());
});
