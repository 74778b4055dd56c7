import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMonitor } from "../create-monitor.ts";
import { JournalPathError } from "../journal/journal-path-error.ts";
import { InvalidOptionsError } from "./invalid-options-error.ts";
import type { MonitorOptions } from "./monitor-options.ts";

interface Row {
  readonly what: string;
  /** As a JavaScript user would write them. */
  readonly options: object;
  readonly option: string;
  readonly expected: string;
  readonly found: string;
}

const budget = { name: "b", limitUsd: 1 };

const rows: readonly Row[] = [
  {
    what: "a least answer that a provider would refuse",
    options: { fitOutputTokens: { minTokens: 8 } },
    option: "fitOutputTokens.minTokens",
    expected: "16 or more",
    found: "8",
  },
  {
    what: "a least answer above the longest",
    options: { fitOutputTokens: { minTokens: 500, maxTokens: 100 } },
    option: "fitOutputTokens.minTokens",
    expected: "no more than maxTokens",
    found: "500",
  },
  {
    what: "a negative limit",
    options: { dailyBudgetUsd: -5 },
    option: "dailyBudgetUsd",
    expected: "a number of dollars, 0 or more",
    found: "-5",
  },
  {
    what: "a limit that is not a number",
    options: { dailyBudgetUsd: Number.NaN },
    option: "dailyBudgetUsd",
    expected: "a number of dollars",
    found: "NaN",
  },
  {
    what: "a limit in a text",
    options: { budgets: [{ ...budget, limitUsd: "100" }] },
    option: "budgets[0].limitUsd",
    expected: "a number of dollars",
    found: '"100"',
  },
  {
    what: "a limit too large to count exactly",
    options: { dailyBudgetUsd: 1e9 },
    option: "dailyBudgetUsd",
    expected: "at most 9 million dollars",
    found: "1000000000",
  },
  {
    what: "a limit that is forgotten",
    options: { budgets: [{ name: "b" }] },
    option: "budgets[0].limitUsd",
    expected: "a number of dollars",
    found: "nothing",
  },
  {
    what: "a budget without a name",
    options: { budgets: [budget, { limitUsd: 1, name: "" }] },
    option: "budgets[1].name",
    expected: "a name",
    found: '""',
  },
  {
    what: "two budgets of one name",
    options: { budgets: [budget, budget] },
    option: "budgets",
    expected: "a name of its own for each budget",
    found: 'two named "b"',
  },
  {
    what: "a budget named as the shorthand is",
    options: { dailyBudgetUsd: 1, budgets: [{ ...budget, name: "daily" }] },
    option: "budgets",
    expected: "a name of its own for each budget",
    found: 'two named "daily"',
  },
  {
    what: "an unknown time zone",
    options: { timeZone: "Mars/Olympus" },
    option: "timeZone",
    expected: 'an IANA time zone such as "Europe/Berlin" or "UTC"',
    found: '"Mars/Olympus"',
  },
  {
    what: "an unknown option",
    options: { dailyBudgetUSD: 5 },
    option: "dailyBudgetUSD",
    expected: "a known option",
    found: "an unknown one (is it spelled right?)",
  },
  {
    what: "an unknown option deep inside",
    options: { budgets: [{ ...budget, match: { modle: "gpt-4o" } }] },
    option: "budgets[0].match.modle",
    expected: "a known option",
    found: "an unknown one (is it spelled right?)",
  },
  {
    what: "an unknown way to exceed",
    options: { budgets: [{ ...budget, onExceed: "stop" }] },
    option: "budgets[0].onExceed",
    expected: '"block" or "warn"',
    found: '"stop"',
  },
  {
    what: "a dimension that calls do not have",
    options: { budgets: [{ ...budget, per: ["user"] }] },
    option: "budgets[0].per[0]",
    expected: '"userId", "sessionId", "queryType", "model", "provider", "environment" or "metadata.<name>"',
    found: '"user"',
  },
  {
    what: "a share of nothing",
    options: { budgets: [{ ...budget, alertAt: [0] }] },
    option: "budgets[0].alertAt[0]",
    expected: "a share of the limit above 0, such as 0.8",
    found: "0",
  },
  {
    what: "a sample of more than everything",
    options: { payloads: { sampleRate: 1.5 } },
    option: "payloads.sampleRate",
    expected: "a share from 0 to 1",
    found: "1.5",
  },
  {
    what: "a time of nothing",
    options: { slowCallMs: 0 },
    option: "slowCallMs",
    expected: "a number of milliseconds above 0",
    found: "0",
  },
  {
    what: "half a token",
    options: { defaultMaxOutputTokens: 0.5 },
    option: "defaultMaxOutputTokens",
    expected: "a whole number",
    found: "0.5",
  },
  {
    what: "a list where an object belongs",
    options: { journal: [] },
    option: "journal",
    expected: "object",
    found: "a list",
  },
  {
    what: "a log level that nobody knows",
    options: { logLevel: "debug" },
    option: "logLevel",
    expected: '"silent", "warn" or "info"',
    found: '"debug"',
  },
  {
    what: "a malformed URL",
    options: { alertWebhook: "hooks.example.com" },
    option: "alertWebhook",
    expected: "a URL beginning with http:// or https://",
    found: '"hooks.example.com"',
  },
  {
    what: "a URL of another protocol",
    options: { alertWebhook: "ftp://hooks.example.com" },
    option: "alertWebhook",
    expected: "a URL beginning with http:// or https://",
    found: "a text",
  },
  {
    what: "a bad duration",
    options: { alerts: { groupWait: "soon" } },
    option: "alerts.groupWait",
    expected: 'a duration such as "30m", "24h" or "7d"',
    found: '"soon"',
  },
  {
    what: "a rule over an unknown signal",
    options: { alerts: { rules: [{ name: "r", signal: "mood", condition: { op: ">", value: 1 } }] } },
    option: "alerts.rules[0].signal",
    expected: '"errorCount" or "errorRate"',
    found: '"mood"',
  },
  {
    what: "a rule with an unknown comparison",
    options: { alerts: { rules: [{ name: "r", signal: "calls", condition: { op: "=", value: 1 } }] } },
    option: "alerts.rules[0].condition.op",
    expected: '">"',
    found: '"="',
  },
  {
    what: "a price below nothing",
    options: {
      pricing: { overrides: [{ model: "m", inputPerMillionUsd: -1, outputPerMillionUsd: 1 }] },
    },
    option: "pricing.overrides[0].inputPerMillionUsd",
    expected: "dollars per million tokens, 0 or more",
    found: "-1",
  },
  {
    what: "a concern that is no object",
    options: { concerns: { cost: true } },
    option: "concerns.cost",
    expected: "",
    found: "true",
  },
];

function errorOf(options: object): InvalidOptionsError {
  try {
    createMonitor(options as MonitorOptions, { clock: createFakeClock() });
  } catch (error) {
    if (error instanceof InvalidOptionsError) return error;
    throw error;
  }
  throw new Error("the options were taken");
}

describe("createMonitor with bad options", () => {
  it.each(rows)("names $what: the option, what was expected, what was found", (row) => {
    const error = errorOf(row.options);
    expect(error.code).toBe("BW_INVALID_OPTIONS");
    const [problem] = error.problems;
    expect(error.problems).toHaveLength(1);
    expect(problem?.option).toBe(row.option);
    expect(problem?.expected).toContain(row.expected);
    expect(problem?.found).toBe(row.found);
    expect(error.message).toContain(`${row.option}: expected ${problem?.expected}, found ${row.found}`);
  });

  it("names every fault, not just the first", () => {
    const error = errorOf({ dailyBudgetUsd: -1, timeZone: "X", budgets: [{ name: "b", limitUsd: -1 }] });
    expect(error.problems.map(({ option }) => option).sort()).toEqual([
      "budgets[0].limitUsd",
      "dailyBudgetUsd",
      "timeZone",
    ]);
    expect(error.message).toContain("3 options are wrong");
  });

  it.each([
    [
      "an unknown type",
      { type: "pager" },
      "options: alerts.receivers[0].type: expected 'slack' | 'webhook', found \"pager\"",
    ],
    [
      "a malformed URL",
      { type: "webhook", url: "nowhere" },
      'options: alerts.receivers[0].url: expected a URL that begins with https:// or http://, found "nowhere"',
    ],
    [
      "an unknown setting",
      { type: "slack", url: "https://hooks.slack.com/x", chanel: "#a" },
      "options: alerts.receivers[0].chanel: expected a known option, found an unknown one (is it spelled right?)",
    ],
  ])("names the receiver with %s", (_what, receiver, message) => {
    expect(errorOf({ alerts: { receivers: [receiver] } }).message).toBe(message);
  });

  it("names a price override that makes no sense", () => {
    const model = { model: "m", inputPerMillionUsd: 1, outputPerMillionUsd: 1 };
    const error = errorOf({ pricing: { overrides: [{ ...model, from: "yesterday" }] } });
    expect(error.message).toContain("pricing");
    expect(error.message).toContain("yesterday");
  });

  it.each([
    ["the shorthand", (url: string) => ({ alertWebhook: url })],
    ["a receiver", (url: string) => ({ alerts: { receivers: [{ type: "webhook", url }] } })],
    ["a value of the wrong kind", (url: string) => ({ slowCallMs: url })],
  ])("does not repeat the secret in a URL of %s", (_what, options) => {
    const error = errorOf(options("htp://user:hunter2@hooks.example.com/T0/B0/abcdefsecret"));
    expect(error.message).not.toMatch(/hunter2|abcdefsecret/);
  });

  it("does not repeat a long text that may be a secret", () => {
    expect(errorOf({ logLevel: `sk-${"a".repeat(60)}` }).message).not.toContain("sk-aaa");
  });

  it("takes every option that is given as undefined for its default", () => {
    const options = { dailyBudgetUsd: undefined, timeZone: undefined, logFile: undefined, alerts: undefined };
    expect(() => createMonitor(options, { clock: createFakeClock() })).not.toThrow();
  });
});

describe("createMonitor with a bad logFile", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "bad-path-"));
    writeFileSync(join(directory, "file"), "");
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each([
    ["is a directory", (base: string) => base, /it is a directory/],
    ["has a file among its parents", (base: string) => join(base, "file", "a.jsonl"), /directory is a file/],
    [
      "has a name that is too long",
      (base: string) => join(base, `${"x".repeat(300)}.jsonl`),
      /name is too long/,
    ],
  ])("says that it %s, and what to do", (_what, pathIn, reason) => {
    const path = pathIn(directory);
    const make = (): unknown => createMonitor({ logFile: path }, { clock: createFakeClock() });
    expect(make).toThrow(JournalPathError);
    expect(make).toThrow(reason);
    expect(make).toThrow(path);
  });

  it("says that an empty path is none", () => {
    expect(errorOf({ logFile: "" }).message).toBe('createMonitor: logFile: expected a path, found ""');
  });
});
