import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord, type RecordOverrides } from "@breakwater/testkit/record-builder";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

/** Calls about a field of the heat map: the one that it counts, and what lies beside, above and behind it. */
const HEAT_CALLS: readonly (readonly [string, number, number, RecordOverrides?])[] = [
  ["wanted call", 40, 400],
  ["as long, before", 200, 450],
  ["longer", 40, 5_000],
  ["just longer than the field", 40, 630],
  ["no call of a model", 40, 450, { kind: "tool" }],
  ["cancelled", 40, 450, { status: "cancelled" }],
];

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  const now = Date.now();
  await bed.store(
    HEAT_CALLS.map(([name, minutesAgo, durationMs, more]) =>
      buildRecord({ ...more, name, startTime: isoMicros(now - minutesAgo * 60_000), durationMs }),
    ),
  );
});
afterAll(() => bed.close());

describe("a field of the heat map", () => {
  const ADDRESS = "/explore?measure=latencyP95Ms&from=now-6h";
  const found = async (page: Page) => {
    await page.waitForURL(/\/traces\?/);
    await page
      .getByRole("listbox", { name: /^Traces/ })
      .getByRole("option", { name: /wanted call/ })
      .waitFor();
    return page
      .getByRole("listbox", { name: /^Traces/ })
      .getByRole("option")
      .count();
  };

  it("leads by a click to the calls of that time and that length alone, and back from a zoom", async () => {
    const page = await bed.open(ADDRESS);
    await pointAtField(page, /400ms to 630ms: 1 call$/);
    await page.mouse.down();
    await page.mouse.up();
    expect(await found(page)).toBe(1);
    await page.getByRole("button", { name: "0.4–0.63 s" }).waitFor();
    await page.getByRole("button", { name: "Zoom out" }).click();
    await page.getByRole("button", { name: "Back to live" }).click();
    await page.getByRole("button", { name: "Time range: Last 6 hours" }).waitFor();
    await page.context().close();
  });

  it("leads there by arrows and Enter too", async () => {
    const page = await bed.open(ADDRESS);
    await page.locator("svg[data-chart=heat]").waitFor();
    await page.getByRole("listbox", { name: "Calls by latency" }).focus();
    await page.keyboard.press("End");
    await page.locator("[data-tooltip]", { hasText: "4s to 6.3s" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("[data-tooltip]", { hasText: "630ms to 1s" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option", { name: /400ms to 630ms: 1 call$/ }).waitFor({ state: "attached" });
    await page.keyboard.press("Enter");
    expect(await found(page)).toBe(1);
    await page.context().close();
  });
});

/** Points at the newest field that says so. */
async function pointAtField(page: Page, text: RegExp): Promise<void> {
  const fields = page.locator("svg[data-chart=heat] rect[fill-opacity]");
  await fields.first().waitFor();
  for (const field of (await fields.all()).toReversed()) {
    await field.hover({ force: true });
    if ((await page.locator("[data-tooltip]", { hasText: text }).count()) > 0) return;
  }
  expect.fail(`No field says ${text}`);
}
