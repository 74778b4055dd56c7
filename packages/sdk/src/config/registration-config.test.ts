import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { InvalidOptionsError } from "../options/invalid-options-error.ts";
import { OPTION_VARIABLES } from "./environment-variables.ts";
import { registrationConfig } from "./registration-config.ts";
import { registrationShape } from "./registration-shape.ts";

/** Paths of all options with one plain value, which a variable can set. */
function plainOptions(shape: unknown, path = ""): string[] {
  if (shape instanceof z.ZodOptional) return plainOptions(shape.unwrap(), path);
  if (shape instanceof z.ZodString || shape instanceof z.ZodNumber || shape instanceof z.ZodEnum)
    return [path];
  if (!(shape instanceof z.ZodObject)) return [];
  return Object.entries(shape.shape).flatMap(([key, inner]) =>
    plainOptions(inner, path === "" ? key : `${path}.${key}`),
  );
}

function problemsOf(env: Record<string, string>, content?: unknown): readonly string[] {
  try {
    registrationConfig(env, content === undefined ? undefined : { path: "breakwater.config.json", content });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    return error.problems.map(({ option, expected, found }) => `${option}: ${expected}, ${found}`);
  }
}

describe("the variables", () => {
  test("there is one for every plain option", () => {
    const plain = plainOptions(registrationShape);
    expect(plain.length).toBeGreaterThan(20);
    const unions = ["payloads", "register.hosts", "server.key", "server.url"];
    expect(OPTION_VARIABLES.map(({ option }) => option).sort()).toEqual([...plain, ...unions].sort());
  });

  test("each is named after its option", () => {
    for (const { name, option } of OPTION_VARIABLES) {
      const words = option
        .replace(/^register\./, "")
        .replace("openTelemetry", "otel")
        .replaceAll(".", "_")
        .replaceAll(/[A-Z]/g, (letter) => `_${letter}`);
      expect(name).toBe(`BREAKWATER_${words.toUpperCase()}`);
    }
  });

  it.each<[string, string, object]>([
    ["BREAKWATER_DAILY_BUDGET_USD", "2.5", { options: { dailyBudgetUsd: 2.5 } }],
    ["BREAKWATER_SERVICE", "42", { options: { service: "42" } }],
    ["BREAKWATER_JOURNAL_RETENTION_DAYS", "7", { options: { journal: { retentionDays: 7 } } }],
    ["BREAKWATER_PAYLOADS", "on", { options: { payloads: "on" } }],
    ["BREAKWATER_PAYLOADS", "0.1", { options: { payloads: { sampleRate: 0.1 } } }],
    ["BREAKWATER_REPORT", "exit", { register: { report: "exit" } }],
    [
      "BREAKWATER_HOSTS",
      "llm.internal:8000=openai, 10.0.0.7=anthropic",
      { register: { hosts: { "llm.internal:8000": "openai", "10.0.0.7": "anthropic" } } },
    ],
  ])("%s=%s is read", (name, text, config) => {
    expect(registrationConfig({ [name]: text })).toMatchObject(config);
  });

  test("an empty one counts as none", () => {
    const env = { BREAKWATER_DAILY_BUDGET_USD: "", BREAKWATER_CONFIG: "", BREAKWATER_DISABLED: "" };
    expect(registrationConfig(env)).toEqual({ options: {}, register: {}, warnings: [] });
  });

  test("an unknown one is told of, with the one that was meant", () => {
    const { warnings } = registrationConfig({ BREAKWATER_DAILY_BUDGET: "5", OTHER: "1" });
    expect(warnings).toEqual([expect.stringContaining("Is it BREAKWATER_DAILY_BUDGET_USD?")]);
  });
});

describe("variables over file", () => {
  test("a variable wins, what it does not name stays, sections are joined", () => {
    const content = {
      service: "shop",
      dailyBudgetUsd: 10,
      journal: { retentionDays: 7, maxFileBytes: 1_000_000 },
      register: { report: "exit" },
    };
    const env = {
      BREAKWATER_DAILY_BUDGET_USD: "2",
      BREAKWATER_JOURNAL_RETENTION_DAYS: "1",
      BREAKWATER_OTEL: "off",
    };
    expect(registrationConfig(env, { path: "breakwater.config.json", content })).toEqual({
      options: { service: "shop", dailyBudgetUsd: 2, journal: { retentionDays: 1, maxFileBytes: 1_000_000 } },
      register: { report: "exit", openTelemetry: "off" },
      warnings: [],
    });
  });
});

describe("what makes no sense", () => {
  it.each<[string, Record<string, string>, unknown, string]>([
    [
      "a number that is none",
      { BREAKWATER_DAILY_BUDGET_USD: "ten" },
      undefined,
      'BREAKWATER_DAILY_BUDGET_USD: a number of dollars, "ten"',
    ],
    [
      "a share above 1",
      { BREAKWATER_PAYLOADS: "10" },
      undefined,
      "BREAKWATER_PAYLOADS: a share from 0 to 1, 10",
    ],
    [
      "hosts without providers",
      { BREAKWATER_HOSTS: "llm.internal" },
      undefined,
      'BREAKWATER_HOSTS: hosts with their providers, such as { "llm.internal:8000": "openai" }, "llm.internal"',
    ],
    [
      "a flag",
      { BREAKWATER_DISABLED: "maybe" },
      undefined,
      'BREAKWATER_DISABLED: "1", "true", "0" or "false", "maybe"',
    ],
    ["a choice", { BREAKWATER_ON_ERROR: "pray" }, undefined, 'BREAKWATER_ON_ERROR: "exit" or "warn", "pray"'],
    [
      "an unknown option in the file",
      {},
      { dailyBudgetUSD: 1 },
      "breakwater.config.json: dailyBudgetUSD: a known option, an unknown one (is it spelled right?)",
    ],
    [
      "a wrong value deep in the file",
      {},
      { budgets: [{ name: "b", limitUsd: "1" }] },
      'breakwater.config.json: budgets[0].limitUsd: a number of dollars, "1"',
    ],
    ["a file that is a list", {}, [], "breakwater.config.json: options: object, a list"],
  ])("%s is told", (_what, env, content, problem) => {
    expect(problemsOf(env, content)).toEqual([problem]);
  });

  test("faults of file and variables are told together", () => {
    expect(problemsOf({ BREAKWATER_SLOW_CALL_MS: "0" }, { logLevel: "loud" })).toHaveLength(2);
  });
});
