import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");
const CODE = /\bBW_[A-Z_]+\b/g;

/** The page's part on the SDK: a test of the server holds its own part to the server's source. */
function documentedForTheSdk(): Set<string> {
  const page = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  const [sdk = ""] = page.split(/\n## .*\bserver/);
  return new Set(sdk.match(CODE) ?? []);
}

test("docs/errors.md names the codes of the SDK's source, all of them and no others", () => {
  const sources = ["core", "notify", "sdk"].flatMap((name) => {
    const directory = join(ROOT, "packages", name, "src");
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .map((path) => readFileSync(join(directory, path), "utf8"));
  });
  const thrown = new Set(sources.flatMap((text) => text.match(CODE) ?? []));
  expect(thrown.size).toBeGreaterThan(0);
  expect([...documentedForTheSdk()].sort()).toEqual([...thrown].sort());
});
