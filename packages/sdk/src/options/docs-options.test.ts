import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { optionsShape } from "./option-shapes.ts";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/options.md"), "utf8");

/** Every option's path in the notation of the page, such as `budgets[].window.every`. */
function optionPaths(shape: unknown, path = ""): string[] {
  if (shape instanceof z.ZodOptional) return optionPaths(shape.unwrap(), path);
  if (shape instanceof z.ZodArray) return optionPaths(shape.element, `${path}[]`);
  if (shape instanceof z.ZodUnion) return shape.options.flatMap((option) => optionPaths(option, path));
  if (!(shape instanceof z.ZodObject)) return [];
  return Object.entries(shape.shape).flatMap(([key, inner]) => {
    const inside = path === "" ? key : `${path}.${key}`;
    return [inside, ...optionPaths(inner, inside)];
  });
}

const known = new Set(optionPaths(optionsShape));

describe("docs/options.md", () => {
  test("names every option", () => {
    expect(known.size).toBeGreaterThan(60);
    expect([...known].filter((path) => !page.includes(`| \`${path}\``))).toEqual([]);
  });

  test("invents none", () => {
    const documented = [...page.matchAll(/^\| `([\w.[\]]+)`/gm)].map(([, path]) => path ?? "");
    expect(documented.filter((path) => !known.has(path))).toEqual([]);
  });
});
