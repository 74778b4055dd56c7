import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DIALECTS } from "./registry.ts";

const HERE = new URL(".", import.meta.url);
const PAGE = readFileSync(new URL("../../../../../docs/providers.md", HERE), "utf8");

test("every protocol has a name of its own, and the page tells of it", () => {
  const names = DIALECTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(PAGE).toContain(`\`${name}\``);
});

test("every folder tells what it reads, and is registered", () => {
  const folders = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const registry = readFileSync(new URL("registry.ts", HERE), "utf8");
  for (const { name } of folders) {
    expect(existsSync(new URL(`${name}/README.md`, HERE)), name).toBe(true);
    expect(registry).toContain(`"./${name}/`);
  }
});
