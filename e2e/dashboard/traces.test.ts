import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

const PATIENCE = { timeout: 20_000, interval: 200 };
const LIST = "/traces?user=reader&session=desk";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  for (const [place, name] of ["first", "second", "third"].entries()) await storeCall(name, 300 - place * 60);
});
afterAll(() => bed.close());

/** A call that started so many seconds ago. */
async function storeCall(name: string, secondsAgo: number, sessionId = "desk"): Promise<void> {
  const startTime = isoMicros(Date.now() - secondsAgo * 1_000);
  await bed.store([buildRecord({ name, userId: "reader", sessionId, startTime })]);
}

it("follows what arrives at the top, stands still while one reads, and asks for no page again", async () => {
  const page = await bed.open(LIST);
  const names = () => page.getByRole("option").locator(".font-medium.truncate").allTextContents();
  await expect.poll(names, PATIENCE).toEqual(["third", "second", "first"]);
  await storeCall("fourth", 30);
  await expect.poll(names, PATIENCE).toEqual(["fourth", "third", "second", "first"]);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.locator("[aria-selected=true]", { hasText: "third" }).waitFor();
  const pages: string[] = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === "/api/v1/traces" && searchParams.has("cursor")) pages.push(request.url());
  });
  await storeCall("fifth", 10);
  await page.getByRole("button", { name: "1 new trace" }).waitFor();
  expect(await names()).toEqual(["fourth", "third", "second", "first"]);
  await page.getByRole("button", { name: "1 new trace" }).click();
  await expect.poll(names, PATIENCE).toEqual(["fifth", "fourth", "third", "second", "first"]);
  expect(pages).toEqual([]);
});

it("keeps its filters through a trace, and leads from one trace to the next", async () => {
  for (const [place, name] of ["low", "middle", "high"].entries()) {
    await storeCall(name, 300 - place * 60, "shelf");
  }
  const page = await bed.open("/traces?user=reader&session=shelf");
  await page.getByRole("option", { name: /middle/ }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "high", level: 1 }).waitFor();
  await page.keyboard.press("]");
  await page.getByRole("heading", { name: "middle", level: 1 }).waitFor();
  await page.keyboard.press("[");
  await page.getByRole("heading", { name: "high", level: 1 }).waitFor();
  expect(page.url()).toContain("user=reader&session=shelf");
  await page.getByRole("navigation", { name: "The way back, and on" }).getByRole("link").click();
  await page.getByRole("listbox").getByRole("option", { name: /low/ }).waitFor();
  expect(page.url()).toContain("user=reader&session=shelf");
  await page.getByRole("option", { name: /low/ }).click();
  await page.getByRole("heading", { name: "low", level: 1 }).waitFor();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Traces" }).click();
  await page.getByRole("listbox").getByRole("option", { name: /low/ }).waitFor();
  expect(page.url()).toMatch(/\/traces\?.*user=reader&session=shelf/);
});

it("moves by j and k in other lists too, without a click into them", async () => {
  const page = await bed.open("/users");
  await page.getByRole("link", { name: "reader" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/users\/reader/);
});
