import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findDashboard } from "./dashboard-files.ts";
import { dashboardHandler } from "./dashboard-handler.ts";

const SCRIPT = "console.log('hello');".repeat(50);

let directory: string;
let app: Hono;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "breakwater-dashboard-"));
  mkdirSync(join(directory, "assets"));
  writeFileSync(join(directory, "index.html"), "<!doctype html><title>Breakwater</title>");
  writeFileSync(join(directory, "assets", "index-1a2b.js"), SCRIPT);
  app = new Hono().notFound(
    dashboardHandler(findDashboard([join(directory, "nowhere"), directory]) ?? new Map()),
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

it("is nothing where it was not built", () => {
  expect(findDashboard([join(directory, "nowhere")])).toBeUndefined();
});

it("serves its page at every address of a page, to be asked for again each time", async () => {
  for (const path of ["/", "/traces", "/traces/c0ffee", "/users/a%20b", "/index.html"]) {
    const response = await app.request(path);
    expect([path, response.status, response.headers.get("cache-control")]).toEqual([path, 200, "no-cache"]);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toContain("Breakwater");
  }
});

it("lets browsers keep files whose names change with their content", async () => {
  const response = await app.request("/assets/index-1a2b.js");
  expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(await response.text()).toBe(SCRIPT);
});

it("has no page for machines, for files that are not there, nor for files beside it", async () => {
  for (const path of [
    "/api/v1/nothing",
    "/v1/nothing",
    "/assets/old-0000.js",
    "/favicon.ico",
    "/../etc/x.txt",
  ]) {
    expect([path, (await app.request(path)).status]).toEqual([path, 404]);
  }
});

it("packs as the browser can unpack", async () => {
  const ask = async (accepted: string) => {
    const response = await app.request("/assets/index-1a2b.js", { headers: { "accept-encoding": accepted } });
    return [response.headers.get("content-encoding"), Buffer.from(await response.arrayBuffer())] as const;
  };
  const [brotli, packed] = await ask("gzip, deflate, br");
  expect([brotli, brotliDecompressSync(packed).toString()]).toEqual(["br", SCRIPT]);
  const [zipped, content] = await ask("br;q=0, gzip");
  expect([zipped, gunzipSync(content).toString()]).toEqual(["gzip", SCRIPT]);
  expect((await ask("identity"))[0]).toBeNull();
});

it("sends nothing twice that has not changed", async () => {
  const etag = (await app.request("/")).headers.get("etag") ?? "";
  const again = await app.request("/", { headers: { "if-none-match": etag } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});
