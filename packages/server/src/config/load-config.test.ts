import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { type ConfigSources, loadConfig } from "./load-config.ts";

function load(file: string | undefined, rest: Partial<ConfigSources> = {}) {
  const readFile = (path: string) => (path === "/app/breakwater.yaml" ? file : undefined);
  return loadConfig({ flags: [], environment: {}, directory: "/app", readFile, ...rest });
}

function problemsIn(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
}

it("has a default for everything", () => {
  const { settings, file } = load(undefined);
  expect(file).toBeUndefined();
  expect(settings).toMatchObject({
    data: ".breakwater",
    host: "127.0.0.1",
    ports: { otlp: 4318, grpc: 4317, ui: 7077 },
    retention: { default: { spans: 90 * 86_400_000, payloads: 14 * 86_400_000 }, projects: {} },
    disk: { minFree: 1e9 },
    payload: { capture: true, maxLength: 10_000 },
  });
});

it("lets a file win over defaults, variables over the file, flags over all", () => {
  const { settings } = load("ports: { otlp: 1, grpc: 2, ui: 3 }\nlimits: { body: 1.5MB }", {
    environment: { BREAKWATER_PORTS_GRPC: "20", BREAKWATER_PORTS_UI: "30", BREAKWATER_LIMITS_BODY: "" },
    flags: [{ flag: "--ui-port", path: ["ports", "ui"], value: "300" }],
  });
  expect(settings.ports).toEqual({ otlp: 1, grpc: 20, ui: 300 });
  expect(settings.limits.body).toBe(1_500_000);
});

it("says for each wrong setting where it is, what was expected and what was found", () => {
  const file =
    "host: 127.0.0.1\nports:\n  otlp: abc\nretention:\n  default: { spans: soon }\n  projects:\n    shop: { spans: 12h }\n";
  const message = problemsIn(() =>
    load(file, { flags: [{ flag: "--ui-port", path: ["ports", "ui"], value: "70777" }] }),
  );
  expect(message.split("\n")).toEqual([
    "4 settings are wrong",
    '  ports.otlp (/app/breakwater.yaml, line 3): expected a port from 0 (any free one) to 65535, found "abc"',
    '  ports.ui (--ui-port): expected a port from 0 (any free one) to 65535, found "70777"',
    '  retention.default.spans (/app/breakwater.yaml, line 5): expected an age of 1d or more such as 90d, or forever, found "soon"',
    '  retention.projects.shop.spans (/app/breakwater.yaml, line 7): expected an age of 1d or more such as 90d, or forever, found "12h"',
  ]);
});

it("takes ages by project, and forever", () => {
  const { settings } = load("retention: { projects: { shop: { spans: forever, payloads: 2w } } }", {
    environment: { BREAKWATER_RETENTION_DEFAULT_PAYLOADS: "3d" },
  });
  expect(settings.retention.projects).toEqual({
    shop: { spans: Number.POSITIVE_INFINITY, payloads: 14 * 86_400_000 },
  });
  expect(settings.retention.default.payloads).toBe(3 * 86_400_000);
});

it("gives the engine no less memory than it can work with", () => {
  expect(problemsIn(() => load("engine: { memory: 100MB }"))).toContain(
    'engine.memory (/app/breakwater.yaml, line 1): expected a size of 256MB or more such as 4GB, found "100MB"',
  );
  expect(load("engine: { memory: 1GB }").settings.engine).toMatchObject({ memory: 1e9, cache: 64e6 });
});

it("asks whether another name was meant", () => {
  expect(problemsIn(() => load("retenton:\n  spans: 7d\nports:\n  otpl: 1\nzzzzzz: 1"))).toContain(
    "ports.otpl (/app/breakwater.yaml, line 4): expected a known setting, found an unknown one; did you mean ports.otlp?",
  );
  expect(problemsIn(() => load("retenton: {}"))).toContain("did you mean retention?");
  expect(problemsIn(() => load("zzzzzz: 1"))).not.toContain("did you mean");
});

it.each([
  ["a secret in its own setting", "access: { adminKey: hunter2hunter2 }"],
  ["a password in an address", "clickhouse: { url: 'ftp://me:hunter2hunter2@host' }"],
])("never shows %s", (_, file) => {
  const message = problemsIn(() => load(file));
  expect(message).toContain("1 setting is wrong");
  expect(message).not.toContain("hunter2");
});

it.each([
  ["broken YAML", "a: [1", "line 1"],
  ["a list", "- 1", "settings by name"],
  ["a group that is none", "ports: 4318", "settings by name"],
  ["a list that is none", "prices: 3", "a list"],
])("refuses %s", (_, file, words) => {
  expect(problemsIn(() => load(file))).toContain(words);
});

it("reads lists from a variable, and prices and patterns from a file", () => {
  const { settings } = load(
    "prices:\n - { model: mine, inputPerMillionUsd: 1, outputPerMillionUsd: 2 }\nclickhouse:\n",
    {
      environment: { BREAKWATER_PAYLOAD_REDACT: '["a\\\\d+"]' },
    },
  );
  expect(settings.prices).toEqual([{ model: "mine", inputPerMillionUsd: 1, outputPerMillionUsd: 2 }]);
  expect(settings.payload.redact).toEqual([/a\d+/gu]);
});

it("knows no other variables of its name than its own, the SDK's and those of Kubernetes", () => {
  const message = problemsIn(() =>
    load("ports: { ui: abc }", { environment: { BREAKWATER_PORTSS_UI: "99", BREAKWATER_ZZZZZZZZZZZZ: "1" } }),
  );
  expect(message).toContain("3 settings are wrong");
  expect(message).toContain(
    "BREAKWATER_PORTSS_UI: expected a variable of a known setting, found an unknown one; did you mean BREAKWATER_PORTS_UI?",
  );
  const documents = new URL("../../../../docs/", import.meta.url);
  const sdk = readFileSync(new URL("register.md", documents), "utf8").match(/BREAKWATER_[A-Z_]+[A-Z]/g) ?? [];
  const kubernetes = [
    ...["SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_OTLP", "PORT", "UI_SERVICE_HOST"],
    ...["PORT_4318_TCP", "PORT_4318_TCP_ADDR", "PORT_4318_TCP_PROTO", "PORT_4318_TCP_PORT"],
  ].map((name) => `BREAKWATER_${name}`);
  const others = Object.fromEntries([...sdk, ...kubernetes].map((name) => [name, "x"]));
  const environment = { ...others, BREAKWATER_CONFIG: undefined, BREAKWATER_LOG_LEVEL: "warn" };
  expect(sdk.length).toBeGreaterThan(20);
  expect(load(undefined, { environment }).settings.ports.ui).toBe(7077);
});

it("misses a file that was named", () => {
  expect(problemsIn(() => load(undefined, { file: "other.yaml" }))).toContain("/app/other.yaml");
});

it.each([
  [
    "limits: { memory: 10MB, decompressed: 8MB, body: 4MB }",
    "limits.memory",
    "at least limits.body and limits.decompressed together (12000000 bytes)",
  ],
  ["clickhouse: { cluster: prod }", "clickhouse.cluster", "clickhouse.url beside it"],
  [
    "clickhouse: { url: 'http://h:8123', sharding: true }",
    "clickhouse.sharding",
    "clickhouse.cluster beside it",
  ],
])("holds %s to what it needs", (file, path, expected) => {
  expect(problemsIn(() => load(file))).toContain(
    `${path} (/app/breakwater.yaml, line 1): expected ${expected}`,
  );
});
