import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const PROGRAM = new URL("breakwater.ts", import.meta.url).pathname;
const run = promisify(execFile);

/** Told at the end: which of the server's heavy packages were loaded. */
const LOADED = `data:text/javascript,${encodeURIComponent(
  `import { _cache } from "node:module";
   process.on("exit", () => {
     const heavy = Object.keys(_cache).filter((file) => /node_modules.(chdb|@grpc|@clickhouse|pino|prom-client)/.test(file));
     process.stderr.write("LOADED " + heavy.length + "\\n");
   });`,
)}`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-config-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function breakwater(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const options = { cwd: directory, env: { PATH: process.env["PATH"], ...environment } };
  return run(process.execPath, ["--import", LOADED, PROGRAM, ...words], options).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe("breakwater config check", () => {
  it("tells every setting, and where it comes from", async () => {
    writeFileSync(
      join(directory, "breakwater.yaml"),
      "ports:\n  otlp: 14318\nretention:\n  default: { spans: 30d }\n",
    );
    const environment = { BREAKWATER_ACCESS_ADMIN_KEY: "k".repeat(30), BREAKWATER_PORTS_GRPC: "14317" };
    const words = ["config", "check", "--json", "--ui-port", "17077"];
    const { stdout } = await breakwater(words, environment);
    const { isValid, settings } = JSON.parse(stdout) as {
      isValid: boolean;
      settings: { name: string; value: string; source: string }[];
    };
    expect(isValid).toBe(true);
    const told = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]));
    expect(told).toMatchObject({
      "ports.otlp": ["14318", expect.stringMatching(/breakwater\.yaml, line 2$/)],
      "ports.grpc": ["14317", "BREAKWATER_PORTS_GRPC"],
      "ports.ui": ["17077", "--ui-port"],
      "retention.default.spans": ["30d", expect.stringContaining("line 4")],
      "retention.default.payloads": ["14d", "default"],
      "access.adminKey": ["(set; not shown)", "BREAKWATER_ACCESS_ADMIN_KEY"],
      "clickhouse.url": ["", "default"],
    });
    expect(stdout).not.toContain("kkk");
    const text = (await breakwater(["config", "check"])).stdout;
    expect(text).toMatch(/ports\.otlp +14318/);
    expect(text).toContain("The configuration is right (");
  });

  it("hides the password of an address", async () => {
    const words = ["config", "check", "--clickhouse", "http://me:hunter2@db:8123/x"];
    const { stdout } = await breakwater(words);
    expect(stdout).toContain("db:8123/x");
    expect(stdout).not.toContain("hunter2");
  });

  it("names what is wrong with path, place, expected and found, and ends with 1", async () => {
    writeFileSync(join(directory, "breakwater.yaml"), "ports: { otlp: many }\nretain: 3d\n");
    const text = await breakwater(["config", "check"]);
    expect(text).toMatchObject({ code: 1 });
    expect(text.stderr).toMatch(/ports\.otlp \(.*line 1\): expected a port .*, found "many"/);
    const { code, stdout } = (await breakwater(["config", "check", "--json"])) as {
      code: number;
      stdout: string;
    };
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      isValid: false,
      problems: [{ path: "ports.otlp" }, { path: "retain" }],
    });
  });
});

it.each([["--help"], ["config check"], ["keys list"], ["report --help"], ["replay --help"]])(
  "breakwater %s loads neither engine nor servers",
  async (words) => {
    expect((await breakwater(words.split(" "))).stderr).toContain("LOADED 0");
  },
);
