import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const SOURCE = import.meta.dirname;
const documented = readFileSync(join(SOURCE, "../../../docs/errors.md"), "utf8");

it("has every error code in docs/errors.md, and none there that is gone", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  const used = new Set(
    files.flatMap((path) =>
      Array.from(
        readFileSync(join(SOURCE, path), "utf8").matchAll(/"(BW_[A-Z_]+)"/g),
        ([, code = ""]) => code,
      ),
    ),
  );
  const server = documented.slice(documented.indexOf("## Errors of the server"));
  const told = new Set(Array.from(server.matchAll(/^\| `(BW_[A-Z_]+)`/gm), ([, code = ""]) => code));
  expect([...told].sort()).toEqual([...used].sort());
});
