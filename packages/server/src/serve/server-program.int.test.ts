import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { property, textOf } from "@breakwater/core/usage/untyped";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ServerProcess, startServerProcess } from "../testing/server-process.ts";

let directory: string;
let server: ServerProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-program-"));
});
afterEach(async () => {
  await server?.end("SIGKILL");
  server = undefined;
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const PROGRAM = new URL("../cli/breakwater.ts", import.meta.url).pathname;
const ANY_PORTS = ["--otlp-port", "0", "--grpc-port", "0", "--ui-port", "0"];

/** Runs the program until it ends by itself. */
async function run(...words: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}

async function start(...flags: string[]): Promise<ServerProcess> {
  server = await startServerProcess(directory, flags);
  return server;
}

async function exitOf({ process: child }: ServerProcess): Promise<unknown> {
  const [code, signal] = await once(child, "exit");
  server = undefined;
  return code ?? signal;
}

const send = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/spans`, { method: "POST", headers, body: encodeRecord(sampleRecord()) });

/** A busy machine may take long; a test that fails waits no longer than this. */
const PATIENCE = { timeout: 30_000 };

const RANGE = "from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z";

async function callsOf(url: string, headers: Record<string, string> = {}, project = ""): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/totals?${RANGE}${project}`, { headers });
  return response.ok ? property(await response.json(), "calls") : response.status;
}

describe("a server that starts", () => {
  it("says where to send, is healthy, takes our own records on both ports, and describes itself", async () => {
    const { otlpUrl, uiUrl, output } = await start();
    expect(output).toContain(`createMonitor({ server: { url: "${uiUrl}" } })`);
    expect(output).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`);
    expect((await send(otlpUrl)).status).toBe(200);
    expect((await send(uiUrl)).status).toBe(200);
    expect(await callsOf(uiUrl)).toBe(1);
    for (const url of [otlpUrl, uiUrl]) {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready" });
    }
    const page = await fetch(uiUrl);
    expect(await page.text()).toContain("Breakwater");
    const addresses = await (await fetch(`${uiUrl}/api/v1/addresses`)).json();
    expect(addresses).toMatchObject({ otlpUrl, uiUrl });
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    const api = await (await fetch(`${uiUrl}/api/v1/openapi.json`)).json();
    expect(api).toMatchObject({ paths: { "/totals": {}, "/keys": {} } });
    const nothing = await fetch(`${uiUrl}/api/v1/nope`);
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { error: { code: "BW_NOT_FOUND" } }]);
    const metrics = await (await fetch(`${uiUrl}/metrics`)).text();
    expect(metrics).toContain('breakwater_ingest_spans_total{protocol="native",dialect="breakwater"} 2');
    expect(metrics).toContain("breakwater_ingest_duplicates_total 1");
    expect(metrics).toContain('breakwater_llm_calls_total{provider="openai",model="gpt-4o",status="ok"} 1');
    expect(metrics).toMatch(/breakwater_engine_memory_bytes \d{6,}/);
    expect(metrics).toMatch(
      /breakwater_http_request_seconds_count\{route="\/api\/v1\/totals"[^}]*status="200"\} 1/,
    );
  });

  it("refuses pages of other sites, under whatever name they reach it", async () => {
    const { uiUrl, otlpUrl } = await start();
    const origin = { origin: "https://evil.example" };
    expect([(await send(uiUrl, origin)).status, (await send(otlpUrl, origin)).status]).toEqual([403, 403]);
    const answer = await fetch(`${uiUrl}/api/v1/totals`, { headers: origin });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each<[about: string, flags: string[], words: string[], environment?: Record<string, string>]>([
    [
      "a port that is no port",
      ["--otlp-port", "abc"],
      ["--otlp-port", 'found "abc"', "0 (any free one) to 65535"],
    ],
    [
      "another machine's reach without a key",
      ["--host", "0.0.0.0", ...ANY_PORTS],
      ["keys create", "ADMIN_KEY"],
    ],
    [
      "a variable that is no setting",
      [],
      ["BREAKWATER_PORTSS_UI", "did you mean BREAKWATER_PORTS_UI?"],
      { BREAKWATER_PORTSS_UI: "99" },
    ],
    ["a file as its data", ["--data", PROGRAM, ...ANY_PORTS], ["is no directory", "--data"]],
    [
      "a place where nothing can be made",
      ["--data", "/proc/1/x", ...ANY_PORTS],
      ["/proc/1/x cannot be made"],
    ],
    [
      "a ClickHouse server that does not answer",
      ["--clickhouse", "http://me:hunter2hunter2@127.0.0.1:9", ...ANY_PORTS],
      ["clickhouse.url", "ECONNREFUSED"],
    ],
    ["a configuration that is missing", ["--config", "none.yaml"], ["none.yaml", "a readable file"]],
  ])("refuses %s, and says what to do", async (_, flags, words, environment = {}) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { code, output } = await run("serve", "--data", directory, ...flags);
    expect(code).toBe(1);
    for (const word of words) expect(output).toContain(word);
    expect(output).not.toContain("hunter2");
  });

  it("names the flag of a port that is taken", async () => {
    const rival = createServer().listen(0, "127.0.0.1");
    await once(rival, "listening");
    const taken = String(property(rival.address(), "port"));
    for (const flag of ["--otlp-port", "--grpc-port", "--ui-port"]) {
      const { code, output } = await run("serve", "--data", directory, ...ANY_PORTS, flag, taken);
      expect([code, output]).toEqual([1, expect.stringContaining(`choose another port with ${flag}`)]);
    }
    rival.close();
  });

  it("says who holds the data directory", async () => {
    const { process: holder } = await start();
    const { code, output } = await run("serve", "--data", directory, ...ANY_PORTS);
    expect([code, output]).toEqual([1, expect.stringContaining(`in use by process ${holder.pid}`)]);
    expect(output).not.toContain("DB::Exception");
  });
});

describe("a server that stops", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("ends in good order on %s", async (signal) => {
    const running = await start();
    await send(running.otlpUrl);
    running.process.kill(signal);
    expect(await exitOf(running)).toBe(0);
    const again = await start();
    expect(again.output).not.toContain("without closing");
    expect(await callsOf(again.uiUrl)).toBe(1);
  });

  it("waits for no request that never ends: a second signal ends it at once", async () => {
    const running = await start();
    const endless = new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode("{")) });
    const request = fetch(`${running.otlpUrl}/v1/spans`, {
      method: "POST",
      body: endless,
      duplex: "half",
    } as RequestInit).catch(() => "cut");
    await vi.waitUntil(async () => (await send(running.otlpUrl)).ok, PATIENCE);
    running.process.kill("SIGTERM");
    await vi.waitUntil(() => running.output.includes("Stopping"), PATIENCE);
    running.process.kill("SIGTERM");
    expect(await exitOf(running)).toBe(143);
    expect(await request).toBe("cut");
  });
});

describe("a server that reads its configuration anew", () => {
  it("takes new prices, says what needs a restart, and keeps the old ones when the new ones are wrong", async () => {
    const file = join(directory, "settings.yaml");
    const write = (usd: number, rest = "") =>
      writeFileSync(
        file,
        `prices: [{ model: mine, inputPerMillionUsd: ${usd}, outputPerMillionUsd: 0 }]\n${rest}`,
      );
    write(1);
    const running = await start("--config", file);
    const cost = async (spanId: string) => {
      const { cost: _, ...record } = sampleRecord({ spanId, requestModel: "mine", userId: spanId });
      await fetch(`${running.uiUrl}/v1/spans`, { method: "POST", body: JSON.stringify(record) });
      const totals = await fetch(`${running.uiUrl}/api/v1/totals?${RANGE}&user=${spanId}`);
      return property(await totals.json(), "costNanos");
    };
    const reload = async (word: string) => {
      running.process.kill("SIGHUP");
      await vi.waitUntil(() => running.output.includes(word), PATIENCE);
    };
    expect(await cost("000000000000000a")).toBe(1_000_000);
    write(2, "ports: { otlp: 1 }\nlog: { format: json }\n");
    await reload('"applied":["prices"],"needRestart":["log.format"]');
    expect(await cost("000000000000000b")).toBe(2_000_000);
    write(-1);
    await reload("the old one stays in force");
    expect(await cost("000000000000000c")).toBe(2_000_000);
  });
});

describe("a server with keys", () => {
  const admin = { "x-api-key": "a-secret-of-24-characters-or-more" };

  it("asks for one, binds it to its project, forgets it when revoked, and writes down who did what", async () => {
    const file = join(directory, "settings.yaml");
    writeFileSync(file, `access: { adminKey: ${admin["x-api-key"]} }`);
    const { uiUrl, otlpUrl, output } = await start("--config", file);
    expect([
      (await send(otlpUrl)).status,
      await callsOf(uiUrl),
      (await fetch(`${uiUrl}/metrics`)).status,
    ]).toEqual([401, 401, 401]);
    const created = await fetch(`${uiUrl}/api/v1/keys`, {
      method: "POST",
      headers: { ...admin, "content-type": "application/json" },
      body: JSON.stringify({ name: "shop", scopes: ["ingest", "read"], project: "shop" }),
    });
    const made: unknown = await created.json();
    const text = textOf(property(made, "text")) ?? "";
    const id = textOf(property(property(made, "key"), "id")) ?? "";
    const basic = { authorization: `Basic ${Buffer.from(`x:${text}`).toString("base64")}` };
    expect((await send(otlpUrl, basic)).status).toBe(200);
    expect([
      await callsOf(uiUrl, { authorization: `Bearer ${text}` }),
      await callsOf(uiUrl, admin),
      await callsOf(uiUrl, admin, "&project=shop"),
      await callsOf(uiUrl, { "x-api-key": text }, "&project=other"),
      (await fetch(`${uiUrl}/api/v1/keys`, { headers: { "x-api-key": text } })).status,
    ]).toEqual([1, 0, 1, 403, 403]);
    await fetch(`${uiUrl}/api/v1/keys/${id}`, { method: "DELETE", headers: admin });
    expect(await callsOf(uiUrl, { "x-api-key": text })).toBe(401);
    expect(await (await fetch(`${uiUrl}/api/v1/audit`, { headers: admin })).json()).toMatchObject({
      entries: [
        { actor: "config", action: "keys.revoke", target: id },
        { actor: "config", action: "keys.create", target: id },
      ],
    });
    expect(output).not.toContain(text);
  });

  it("lets people in by a session, and guessers wait", async () => {
    const file = join(directory, "settings.yaml");
    writeFileSync(file, `access: { adminKey: ${admin["x-api-key"]} }`);
    const { uiUrl } = await start("--config", file);
    const login = (key: string, headers: Record<string, string> = {}) =>
      fetch(`${uiUrl}/api/v1/session`, { method: "POST", headers, body: JSON.stringify({ key }) });
    const entered = await login(admin["x-api-key"]);
    const cookie = entered.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^breakwater_session=.*HttpOnly; SameSite=Strict$/);
    const session = { cookie: cookie.split(";")[0] ?? "" };
    expect([
      await callsOf(uiUrl, session),
      await callsOf(uiUrl, { cookie: `${session.cookie}x` }),
      await callsOf(uiUrl, { cookie: session.cookie.replace("config", "open") }),
    ]).toEqual([0, 401, 401]);
    const write = (headers: Record<string, string>) =>
      fetch(`${uiUrl}/api/v1/keys`, {
        method: "POST",
        headers: { ...session, ...headers, "content-type": "application/json" },
        body: JSON.stringify({ name: "a", scopes: ["read"] }),
      });
    expect([
      (await write({ origin: "https://evil.example" })).status,
      (await write({ origin: uiUrl })).status,
    ]).toEqual([403, 201]);
    expect((await login(admin["x-api-key"], { origin: "https://evil.example" })).status).toBe(403);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) statuses.push((await login("bw_guess")).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });
});
