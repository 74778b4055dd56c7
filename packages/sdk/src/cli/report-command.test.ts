import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { version } from "../version.ts";
import { runReportCommand } from "./report-command.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const HOUR = 3_600_000;
const ESCAPE = "\u001b[";

let directory: string;
let journal: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "report-command-"));
  journal = join(directory, "production.jsonl");
  const at = (ms: number) => ({ startTime: new Date(ms).toISOString().replace("Z", "000Z") });
  const records = [
    buildRecord({ ...at(NOW - 30 * HOUR), userId: "yesterday" }),
    buildRecord({ ...at(NOW - 2 * HOUR), userId: "user_7" }),
    buildRecord({ ...at(NOW - HOUR), userId: "user_7", status: "error" }),
  ];
  writeFileSync(journal, `${records.map(encodeRecord).join("\n")}\n{"v":1,"torn\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Setting {
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

function run(args: readonly string[], { isTTY = false, env = {} }: Setting = {}) {
  const printed = { out: "", error: "" };
  const sink = (name: "out" | "error", isTerminal: boolean) => ({
    isTTY: isTerminal,
    columns: 100,
    write(text: string) {
      printed[name] += text;
    },
  });
  const code = runReportCommand(args, {
    now: NOW,
    out: sink("out", isTTY),
    error: sink("error", false),
    env,
  });
  return { code, ...printed };
}

describe("breakwater-report", () => {
  it("prints the report of a journal as text, without colours when it is no terminal", () => {
    const { code, out, error } = run([journal]);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toContain("user_7");
    expect(out).toContain("yesterday");
    expect(out).not.toContain(ESCAPE);
    expect(out.endsWith("\n")).toBe(true);
  });

  it("counts only what is newer than --since, given as a duration or a time", () => {
    for (const since of ["24h", "2026-01-14T12:00:00Z"]) {
      const { out } = run([journal, "--since", since, "--format", "json"]);
      expect(JSON.parse(out)).toMatchObject({ cost: { total: { calls: 2 } } });
    }
  });

  it("counts only what is older than --until", () => {
    const { out } = run([journal, "--until", "24h", "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({ cost: { total: { calls: 1, totalNanos: 450_000 } } });
  });

  it("counts lines that it cannot read", () => {
    const { out } = run([journal, "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({ v: 1, unknowns: { tornLines: 1 } });
  });

  it("prints Markdown tables", () => {
    expect(run([journal, "--format", "markdown"]).out).toMatch(/\|\s*:?-{3,}/);
  });

  it.each([
    ["on a terminal", [], { isTTY: true }, true],
    ["on a terminal with NO_COLOR", [], { isTTY: true, env: { NO_COLOR: "" } }, false],
    ["on a dumb terminal", [], { isTTY: true, env: { TERM: "dumb" } }, false],
    ["on a terminal with --no-color", ["--no-color"], { isTTY: true }, false],
    ["in a pipe with --color", ["--color"], {}, true],
    ["with --color against NO_COLOR", ["--color"], { env: { NO_COLOR: "1" } }, true],
  ] as const)("%s: colours as one expects", (_where, flags, setting, isColored) => {
    expect(run([journal, ...flags], setting).out.includes(ESCAPE)).toBe(isColored);
  });

  it("explains itself", () => {
    const { code, out } = run(["--help"]);
    expect(code).toBe(0);
    for (const word of ["--since", "--until", "--format", "--time-zone", "--rows", "Examples:"]) {
      expect(out).toContain(word);
    }
  });

  it("tells its version, which is the package's", () => {
    expect(version).toBe(manifest.version);
    expect(run(["--version"])).toEqual({ code: 0, out: `${version}\n`, error: "" });
  });

  it.each([
    ["no journal", [], /missing required argument 'journal'/],
    ["an unknown flag", ["x", "--sinse", "1h"], /unknown option '--sinse'/],
    [
      "a time that is none",
      ["x", "--since", "soon"],
      /Give a duration such as "24h" or "7d", or an ISO time/,
    ],
    ["an unknown form", ["x", "--format", "pdf"], /Allowed choices are text, markdown, json/],
    ["an unknown zone", ["x", "--time-zone", "Mars"], /Give an IANA time zone/],
    ["no rows at all", ["x", "--rows", "0"], /Give a whole number above 0/],
    ["one journal too many", ["x", "y"], /too many arguments/],
  ])("ends with 2 on wrong usage: %s", (_what, args, complaint) => {
    const { code, out, error } = run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(error).toMatch(complaint);
  });

  it("ends with 1 and says what is wrong when there is no such journal", () => {
    const { code, out, error } = run([join(directory, "elsewhere.jsonl")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(error).toMatch(/^breakwater-report: .*elsewhere\.jsonl.*no such file/);
  });

  it("ends with 1 when it is given a directory", () => {
    expect(run([directory])).toMatchObject({ code: 1, error: expect.stringContaining("it is a directory") });
  });
});
