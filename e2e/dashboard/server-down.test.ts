import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerProcess, startServerProcess } from "@breakwater/server/testing/server-process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { shopRecords } from "./testing/shop-records.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };

let bed: DashboardBed;
let directory: string;
let server: ServerProcess;

beforeAll(async () => {
  bed = await openDashboardBed();
  directory = mkdtempSync(join(tmpdir(), "breakwater-down-"));
  server = await startServerProcess(directory);
  const body = shopRecords(Date.now())
    .map((record) => JSON.stringify(record))
    .join("\n");
  await fetch(`${server.uiUrl}/v1/spans`, { method: "POST", body });
});
afterAll(async () => {
  await server.end("SIGTERM");
  await bed.close();
  rmSync(directory, { recursive: true, force: true });
});

it.each([
  ["en-US", "Server unreachable, trying again…", /^As of/, "Connecting…"],
  ["zh-CN", "无法连接服务器，正在重试…", /^截至/, "连接中…"],
])(
  "says once that the server is gone, keeps what it knew as old, and goes on by itself, in %s",
  async (locale, banner, asOf, lost) => {
    const page = await bed.window({ locale, known: ["the server is gone"] });
    await page.goto(`${server.uiUrl}/`);
    await page.getByRole("button", { name: "spender" }).waitFor();
    const { port } = new URL(server.uiUrl);
    await server.end("SIGTERM");
    await page.getByText(banner).waitFor();
    await page.getByText(lost).waitFor();
    expect(await page.getByRole("alert").count()).toBe(1);
    await page.getByText(asOf).first().waitFor();
    expect(await page.getByRole("button", { name: "spender" }).count()).toBe(1);
    // A page that was never opened waits for the server as well, and so does another question.
    await page.getByRole("link", { name: /^(Models|模型)$/ }).click();
    await page.getByRole("button", { name: /^(Filter|筛选)$/ }).waitFor();
    expect(await page.getByText("Failed to fetch").count()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(1);
    server = await startServerProcess(directory, ["--ui-port", port]);
    await page.getByText(banner).waitFor({ state: "hidden" });
    await page
      .getByRole("columnheader", { name: /^(Cost|费用)/ })
      .first()
      .waitFor();
    await expect.poll(() => page.getByText(asOf).count(), PATIENCE).toBe(0);
    await page.context().close();
  },
  180_000,
);
