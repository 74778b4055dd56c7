import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { settled } from "./testing/settled.ts";
import { shopRecords } from "./testing/shop-records.ts";

const PATIENCE = { timeout: 10_000, interval: 100 };
const MINUTE_MS = 60_000;

/** What the shop's two failures have in common. */
const FAILURE = "00000000000005e0";
const FAILED_TOOL = "00000000000700f5";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store([
    ...shopRecords(Date.now()),
    buildRecord({
      kind: "tool",
      status: "error",
      userId: undefined,
      release: "2.1.0",
      error: {
        class: "timeout",
        type: "ToolTimeout",
        message: "The warehouse did not answer",
        fingerprint: FAILED_TOOL,
      },
      startTime: isoMicros(Date.now() - 3 * MINUTE_MS),
    }),
  ]);
});
afterAll(() => bed.close());

it("shows an error as an issue: what it says, how often, whom it hits and where, with the way to its traces", async () => {
  const page = await bed.open("/errors?from=now-6h");
  await page.getByRole("link", { name: "InternalServerError" }).click();
  await page.waitForURL(`**/errors/${FAILURE}?from=now-6h`);
  await page.getByRole("heading", { name: "InternalServerError", level: 1 }).waitFor();
  await page
    .getByRole("region", { name: "Newest message" })
    .getByText("500 The server had an error while processing your request.")
    .waitFor();
  const tile = (name: string) =>
    page.locator("dl > div", { hasText: name }).locator("dd").first().textContent();
  expect([await tile("Errors"), await tile("Users hit"), await tile("Cost")]).toEqual(["2", "2", "–"]);
  expect(await tile("Last seen")).toMatch(/min\. ago/);
  await page.getByRole("img", { name: "Errors over the range" }).waitFor();
  const part = (name: string) => page.getByRole("region", { name }).getByRole("listitem");
  await part("Models").filter({ hasText: "gpt-4o" }).getByText("2 errors").waitFor();
  await part("Services").filter({ hasText: "shop" }).getByText("2 errors").waitFor();
  await part("Releases").filter({ hasText: "(none)" }).getByText("2 errors").waitFor();
  await part("Users hit").filter({ hasText: "user_3" }).getByText("1 error", { exact: true }).waitFor();
  const samples = page.getByRole("region", { name: "Newest traces" }).getByRole("link");
  await expect.poll(() => samples.count(), PATIENCE).toBe(2);
  expect(await samples.first().getAttribute("href")).toMatch(
    new RegExp(`^/traces/[0-9a-f]{32}\\?from=now-6h&fingerprint=${FAILURE}&at=`),
  );

  await page.getByRole("button", { name: "user_4" }).click();
  await page.waitForURL(/user=user_4/);
  await expect.poll(() => tile("Errors"), PATIENCE).toBe("1");
  await page.goBack();
  await page.getByRole("link", { name: "All its traces" }).click();
  await page.waitForURL(new RegExp(`/traces\\?from=now-6h&fingerprint=${FAILURE}`));
  await expect.poll(() => page.getByRole("option", { name: /failing call/ }).count(), PATIENCE).toBe(2);
  await page.getByText("Error group InternalServerError: 500 The server had an error…").waitFor();
  await page.context().close();
});

it("counts the errors of tools as well, and says so where no user was named", async () => {
  const page = await bed.open(`/errors/${FAILED_TOOL}`);
  await page.getByText("no failed call named one").waitFor();
  await page
    .getByRole("region", { name: "Releases" })
    .getByRole("listitem")
    .filter({ hasText: "2.1.0" })
    .getByText("1 error", { exact: true })
    .waitFor();
  await page.locator("svg[data-chart] [data-series=Errors] path").waitFor({ state: "attached" });
  await page.context().close();
});

it("says that an error is not in the range, and shortens a group of which nothing is known", async () => {
  const page = await bed.open(`/errors/${FAILURE}?user=nobody`);
  await page.getByText("This error did not happen in this range.").waitFor();
  await page.goto(`${bed.server.uiUrl}/traces?fingerprint=deadbeefdeadbeef`);
  await page.getByText("Error group deadbeef", { exact: true }).waitFor();
  await page.context().close();
});

it("names error groups where one chooses among them", async () => {
  const page = await bed.open("/traces");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("By", { exact: true }).selectOption("fingerprint");
  await page.getByRole("button", { name: /InternalServerError: 500/ }).click();
  await page.waitForURL(new RegExp(`fingerprint=${FAILURE}`));
  await page.context().close();
});

it.each([
  ["en-US", "Newest message", "light"],
  ["zh-CN", "最新消息", "dark"],
] as const)("fits a phone and is accessible in %s", async (locale, word, colorScheme) => {
  for (const viewport of [
    { width: 390, height: 844 },
    { width: 1280, height: 900 },
  ]) {
    const page = await bed.open(`/errors/${FAILURE}`, { locale, colorScheme, viewport, bypassCSP: true });
    await page.getByText(word).waitFor();
    await settled(page);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(viewport.width);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  }
});
