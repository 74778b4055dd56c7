import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPackedHost, type PackedHost } from "./hosts/packed-host.ts";

let host: PackedHost;

beforeAll(() => {
  host = createPackedHost();
});

afterAll(() => host.remove());

describe("the published package, in a host without LangChain", () => {
  it.each([
    ["ES modules", "esm-host.mjs"],
    ["CommonJS", "cjs-host.cjs"],
    ["TypeScript, with its types stripped", "typescript-host.mts"],
  ])("monitors a call from %s", (_name, program) => {
    expect(existsSync(join(host.folder, "node_modules", "@langchain"))).toBe(false);
    const printed = host.run("node", program);
    expect(printed).toContain("user_123");
    // 1,000 input and 500 output tokens of gpt-4o.
    expect(printed).toContain("$0.0075");
    expect(printed).toContain("closed, complete");
    expect(printed).toContain("budget error: BudgetExceededError");
  });

  it("has types that hold in strict ES and CommonJS modules, its dependencies' types included", () => {
    expect(host.run("tsc", "-p", "host.tsconfig.json")).toBe("");
  });

  it("brings a program that reports from the journal alone", () => {
    host.run("node", "esm-host.mjs");
    const program = join("node_modules", "breakwater", "dist", "breakwater-report.js");
    expect(host.run("node", program, "production.jsonl")).toContain("user_123");
    expect(host.run("node", program, "--version").trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
