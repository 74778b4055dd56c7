import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OPTION_VARIABLES, VARIABLE_NAMES } from "./environment-variables.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/register.md"), "utf8");
const rows = [...page.matchAll(/^\| `(BREAKWATER_\w+)` +\| (?:`([\w.]+)`)?/gm)];

describe("docs/register.md", () => {
  test("has a row for every variable, and invents none", () => {
    expect(rows.map(([, name]) => name).sort()).toEqual([...VARIABLE_NAMES].sort());
  });

  test("says which option each one sets", () => {
    const documented = rows.filter(([, , option]) => option).map(([, name, option]) => ({ name, option }));
    expect(documented).toEqual(OPTION_VARIABLES.map(({ name, option }) => ({ name, option })));
  });
});
