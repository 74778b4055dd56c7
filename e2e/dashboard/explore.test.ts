import { buildRecord } from "@breakwater/testkit/record-builder";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { settled } from "./testing/settled.ts";
import { shopMonitor, shopRecords } from "./testing/shop-records.ts";
import { toldCalls } from "./testing/told-calls.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store([
    ...shopRecords(Date.now()),
    buildRecord({ name: "tagged", metadata: { team: "search" }, startTime: minutesAgo(7) }),
  ]);
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
    await page.locator("svg[data-chart]").first().waitFor();
    await expect.poll(() => asked.size - fetched.length, PATIENCE).toBe(0);
    expect(fetched.toSorted()).toEqual([...new Set(fetched)].toSorted());
    console.info(`the first look weighs ${Math.round(bytes / 1_000)} KB in ${locale}`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(300_000);
    await page.context().close();
  },
);

it("marks what was asked before as old while something else is on its way", async () => {
  const page = await bed.open("/explore?measure=calls&by=model");
  await page.getByRole("img", { name: "Calls" }).waitFor();
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/v1/timeseries?*now-1h*", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: /Time range/ }).click();
  await page.getByRole("button", { name: "Last hour" }).click();
  const old = page.locator("[aria-busy=true]", { has: page.locator("svg[data-chart]") });
  await old.waitFor();
  await old.getByRole("progressbar", { name: "Loading…" }).waitFor();
  expect(await old.locator(".dimmed").count()).toBe(1);
  answer();
  await expect.poll(() => page.locator("[aria-busy=true]").count(), PATIENCE).toBe(0);
  await page.context().close();
});

it("tells nobody's price as unpriced, never as $0.00", async () => {
  for (const path of ["/models?model=house-1", "/explore?model=house-1", "/?model=house-1"]) {
    const page = await bed.open(path);
    await page.getByText("unpriced", { exact: true }).first().waitFor();
    const row = page.getByRole("row", { name: /house-1/ });
    if (path !== "/?model=house-1") expect(await row.first().textContent()).not.toContain("$0.00");
    await page.context().close();
  }
  const page = await bed.open("/");
  await page.getByText("+ 1 unpriced").first().waitFor();
  await page.context().close();
});

it.each(["line", "area", "bar"])("filters by the series that one clicks, drawn as %s", async (draw) => {
  const page = await bed.open(`/explore?measure=totalTokens&by=model&draw=${draw}&from=now-6h`);
  const drawn = page.locator("[data-series='claude-opus-4-1'] path").first();
  await drawn.waitFor();
  const { x, y, width, height } = (await drawn.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await pointAtPeak(page, draw, { x, y, width, height });
  await page
    .getByText(/claude-opus-4-1/)
    .first()
    .waitFor();
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForURL(/model=claude-opus-4-1/);
  await page.context().close();
});

it("splits by what an application tells of its calls, and shows any question as a table too", async () => {
  const page = await bed.open("/explore?measure=calls");
  await page.getByLabel("Split by").selectOption("metadata.team");
  await page.getByRole("button", { name: "search", exact: true }).first().waitFor();
  await page.getByRole("button", { name: "search", exact: true }).first().click();
  await page.waitForURL(/metadata=team(%3D|=)search/);
  await page.getByLabel("Split by").selectOption("nothing");
  await page.getByLabel("Draw as").selectOption("table");
  await page.getByRole("table", { name: "Calls" }).getByRole("row").nth(1).waitFor();
  expect(await page.locator("svg[data-chart]").count()).toBe(0);
  await page.getByLabel("Measure").selectOption("reasoningTokens");
  await page.getByRole("columnheader", { name: "Reasoning tokens" }).waitFor();
  await page.context().close();
});

it("sets the values of a table against the time before", async () => {
  const page = await bed.open("/explore?measure=calls&by=model&draw=table&compare=true&from=now-1h");
  expect(await page.getByLabel("Compare with the time before").isChecked()).toBe(true);
  const table = page.getByRole("table", { name: "By Model" });
  // The dear call was the first of its model.
  await table
    .getByRole("row", { name: /claude-opus-4-1/ })
    .getByText("new")
    .first()
    .waitFor();
  await table
    .getByRole("row", { name: /gpt-4o/ })
    .getByText(/[↑↓±] ?\d+(\.\d+)?%/)
    .first()
    .waitFor();
  await page.getByLabel("Compare with the time before").uncheck();
  await expect.poll(() => table.getByText("new").count(), PATIENCE).toBe(0);
  await page.context().close();
});

it("draws quantiles together, the time before as dashes under its own series, and says when it was", async () => {
  const page = await bed.open("/explore?measure=latencyQuantiles&by=nothing&compare=true&from=now-1h", {
    timezoneId: "UTC",
  });
  await page.locator("[data-series='before'] path[stroke-dasharray]").nth(2).waitFor({ state: "attached" });
  await settled(page);
  const chart = page.locator("svg[data-chart=line]");
  const { x, y, width, height } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const before = page.locator("[data-tooltip] li", { hasText: /95.* · / });
  for (let place = 0; place < width && (await before.count()) === 0; place += 4) {
    await page.mouse.move(x + place, y + height * 0.5);
  }
  const step = await page.locator("[data-tooltip] p").first().textContent();
  expect(hourBefore(step)).toBe((await before.textContent())?.match(/\d\d:\d\d:\d\d/)?.[0]);
  await page.getByLabel("Split by").selectOption("model");
  await page.getByLabel("Measure").selectOption("calls");
  await page.getByLabel("Draw as").selectOption("bar");
  await page.locator("[data-series='before'] path[stroke-dasharray]").first().waitFor({ state: "attached" });
  await page.context().close();
});

it("shows the usual range where the address names none, and says so", async () => {
  const page = await bed.open("/explore?from=zzz&by=model");
  await page.getByText("names no range of time that makes sense").waitFor();
  await page.getByRole("button", { name: "Time range: Last 24 hours" }).waitFor();
  await page.getByRole("button", { name: "claude-opus-4-1" }).first().waitFor();
  await page.context().close();
});

it("says that there is nothing where there is nothing", async () => {
  const page = await bed.open("/explore?user=nobody");
  await page.getByText("No calls in this range.").first().waitFor();
  await page.context().close();
});

it("tells on the overview what fires, what today cost, and how fast calls come", async () => {
  const page = await bed.window();
  const alerts = new Set<string>();
  page.on("request", (request) => {
    if (request.url().includes("/alerts?")) alerts.add(new URL(request.url()).search);
  });
  await page.goto(`${bed.server.uiUrl}/`);
  await page.getByText("1 alert fires:").waitFor();
  // The banner, the side bar and the page of alerts ask one question.
  expect([...alerts]).toEqual(["?limit=500&from=now-1m"]);
  await page.getByText(/Spend today/).waitFor();
  await page.getByText(/^\d\.\d+ per hour$/).waitFor();
  await page.getByRole("link", { name: /1 alert fires/ }).click();
  await page.waitForURL(/\/alerts/);
  await page.context().close();
});

it("waits for what today cost, and says when it is not told, beside tiles that are there", async () => {
  const page = await bed.window({ known: ["not there"] });
  const midnight = new Date().toISOString().slice(0, "2026-01-15".length);
  const answer = Promise.withResolvers<void>();
  await page.route(`**/api/v1/overview?*${midnight}T00*`, async (route) => {
    await answer.promise;
    await route.fulfill({ status: 404, json: { error: { code: "BW_TEST", message: "No." } } });
  });
  await page.goto(`${bed.server.uiUrl}/`);
  const today = page.locator("dl > div", { hasText: "Spend today" });
  await page.getByText(/^\d\.\d+ per hour$/).waitFor();
  expect(await today.getAttribute("aria-busy")).toBe("true");
  answer.resolve();
  await today.getByText("This could not be loaded.").waitFor();
  await page.context().close();
});

it("asks nothing again for spans that the filters leave out", async () => {
  const page = await bed.window();
  // What is asked anew every half minute whatever happens is not looked at here.
  await page.addInitScript(
    "{ const start = setInterval; setInterval = (run, ms) => (ms < 30_000 ? start(run, ms) : 0); }",
  );
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${bed.server.uiUrl}/?model=gpt-4o&from=now-1h`);
  const witness = await bed.open("/?model=other-model&from=now-1h");
  const storeOthers = async (counts: readonly string[]) => {
    for (const count of counts) {
      await bed.store([buildRecord({ requestModel: "other-model", startTime: minutesAgo(1) })]);
      await expect.poll(() => toldCalls(witness), PATIENCE).toBe(count);
    }
  };
  await settled(page);
  // What the page still asks about its beginning is answered by the time that another page has changed.
  await storeOthers(["1"]);
  asked.length = 0;
  await storeOthers(["2", "3"]);
  expect(asked).toEqual([]);
  await bed.store([buildRecord({ requestModel: "gpt-4o", startTime: minutesAgo(1) })]);
  await expect.poll(() => asked.length, PATIENCE).toBeGreaterThan(0);
  await page.context().close();
  await witness.context().close();
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Points at the top of the one peak: a bar is all peak, a line or an area is widest at its foot. */
async function pointAtPeak(page: Page, draw: string, { x, y, width, height }: Box): Promise<void> {
  if (draw === "bar") return page.mouse.move(x + width / 2, y + height / 2);
  for (let place = 0; place <= width; place += 2) {
    await page.mouse.move(x + place, y + 4);
    const pointed = page.locator("[data-series='claude-opus-4-1'][opacity='1']");
    if ((await page.locator("[opacity='0.25']").count()) > 0 && (await pointed.count()) > 0) return;
  }
}

/** Of "Dec 1, 2026, 16:59:00 – 16:59:30" the time an hour before it begins. */
function hourBefore(step: string | null): string {
  const [start = ""] = (step ?? "").split(" – ");
  return new Date(Date.parse(`${start} UTC`) - 3_600_000).toISOString().slice(11, 19);
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString().replace("Z", "000Z");
}
