import type { Page } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { settled } from "./testing/settled.ts";
import { shopRecords } from "./testing/shop-records.ts";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store(shopRecords(Date.now()));
});
afterAll(() => bed.close());

it.each([
  ["/models", "Calls", "calls", "Cost"],
  ["/explore?measure=costNanos&by=model", "Calls", "calls", "Cost"],
  ["/users", "Calls", "calls", "Cost"],
])(
  "keeps the order of the table of %s, and the back button goes back to the one before",
  async (path, header, order, usual) => {
    const page = await bed.open(path);
    await sortedBy(page, usual).waitFor();
    await page.getByRole("columnheader", { name: header, exact: true }).getByRole("button").click();
    await page.waitForURL(new RegExp(`order=${order}`));
    const link = await bed.open(new URL(page.url()).pathname + new URL(page.url()).search);
    await sortedBy(link, header).waitFor();
    await page.goBack();
    await sortedBy(page, usual).waitFor();
  },
);

it("goes back by what was chosen, not by what was written or gone through", async () => {
  const page = await bed.open("/traces");
  await page.getByRole("button", { name: "With errors" }).click();
  await page.waitForURL(/hasError=true/);
  await page.getByRole("searchbox").fill("failing");
  await page.waitForURL(/text=failing/);
  await page.getByLabel("Order").selectOption("cost");
  await page.waitForURL(/order=cost/);
  await page.goBack();
  await page.waitForURL(
    (url) => url.searchParams.get("text") === "failing" && !url.searchParams.has("order"),
  );
  await page.goBack();
  await page.waitForURL((url) => url.search === "");
});

it("zooms into what one user spent, and narrows to a model of it", async () => {
  const page = await bed.open("/users/spender?from=now-6h");
  const chart = page.getByRole("img", { name: "Spend by model" });
  await chart.waitFor();
  await settled(page);
  const { x, y, width, height } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width * 0.6, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.8, y + height / 2, { steps: 3 });
  await page.mouse.up();
  await page.waitForURL(/\/users\/spender\?.*from=20.+to=20/);
  await page.goBack();
  await page.getByRole("button", { name: "Time range: Last 6 hours" }).waitFor();
  await page.getByRole("button", { name: "claude-opus-4-1" }).first().click();
  await page.waitForURL(/\/users\/spender\?.*model=claude-opus-4-1/);
});

function sortedBy(page: Page, header: string) {
  return page.locator("th[aria-sort=descending]", { hasText: header });
}
