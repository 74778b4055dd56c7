import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { shopMonitor, shopRecords } from "./testing/shop-records.ts";

const PATIENCE = { timeout: 10_000, interval: 100 };

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store(shopRecords(Date.now()));
  await bed.tell(shopMonitor(Date.now()));
});
afterAll(() => bed.close());

it.each(["en-US", "zh-CN"])(
  "weighs no more than 300 KB in %s, all that it fetches included",
  async (locale) => {
    const page = await bed.window({ locale });
    const session = await page.context().newCDPSession(page);
    const asked = new Map<string, string>();
    const fetched: string[] = [];
    let bytes = 0;
    session.on("Network.requestWillBeSent", ({ requestId, request }) => {
      if (!request.url.includes("/api/")) asked.set(requestId, request.url);
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const address = asked.get(requestId);
      if (address === undefined) return;
      bytes += encodedDataLength;
      fetched.push(address);
    });
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await page.goto(`${bed.server.uiUrl}/`, { waitUntil: "load" });
    await page.getByText("claude-opus-4-1").first().waitFor();
    await expect.poll(() => asked.size - fetched.length, PATIENCE).toBe(0);
    expect(fetched.toSorted()).toEqual([...new Set(fetched)].toSorted());
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(300_000);
    await page.context().close();
  },
);

it("had nothing to complain about", () => {
  expect(bed.complaints).toEqual([]);
});
