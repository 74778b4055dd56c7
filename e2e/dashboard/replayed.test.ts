import { buildRecord } from "@breakwater/testkit/record-builder";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { findPeak } from "./testing/chart-peak.ts";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { dayMonitor } from "./testing/day-monitor.ts";
import {
  HOSTILE_ADDRESS,
  HOSTILE_NAME,
  HOSTILE_TRACE,
  hostileMonitor,
  hostileRecords,
} from "./testing/hostile-records.ts";
import { RUNAWAY, replayDay } from "./testing/replay-day.ts";
import { settled } from "./testing/settled.ts";

const PATIENCE = { timeout: 15_000, interval: 100 };
const LAST_DAY = /^Time range: Last 24 hours$/;
const HOSTILE_PROJECT = "hostile";
/** Shows the chart and the tables beside it at once. */
const TALL = { width: 1280, height: 1600 };

/** Pages of the made-up day, and something that stands on each in either language once its answers are there. */
const PAGES = [
  ["/", RUNAWAY.model],
  ["/explore?measure=costNanos&by=user", RUNAWAY.user],
  ["/explore?measure=latencyP95Ms&by=model", RUNAWAY.model],
  [`/traces?order=cost&user=${RUNAWAY.user}`, "review-agent"],
  ["/models", "house-writer-70b"],
  ["/errors", "RateLimitError"],
  ["/users", RUNAWAY.user],
  [`/users/${RUNAWAY.user}`, "review-agent"],
  ["/sessions", RUNAWAY.user],
  ["/budgets", "per-user"],
  ["/alerts", "BudgetThreshold"],
  ["/alerts?show=history", "ProviderTrouble"],
] as const;

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await replayDay(bed.server.uiUrl);
  await bed.tell(dayMonitor(Date.now()));
}, 240_000);
afterAll(() => bed.close());

it("leads by mouse from a peak of spending to the prompt that caused it", async () => {
  const page = await bed.open("/", { timezoneId: "UTC", viewport: TALL });
  await isDrawn(page, LAST_DAY);
  // It stands above the chart, and comes when it is asked.
  await page.getByText(/alerts? fires?:/).waitFor();
  const peak = await findPeak(page, "Spend by model");
  await page.mouse.move(peak.x, peak.y);
  await page
    .getByRole("img", { name: "Spend by model" })
    .locator("..")
    .getByText(RUNAWAY.model)
    .first()
    .waitFor();

  await page.mouse.move(peak.x - 10, peak.y);
  await page.mouse.down();
  await page.mouse.move(peak.x, peak.y);
  await page.mouse.move(peak.x + 10, peak.y);
  await page.mouse.up();
  await page.waitForURL(/from=20.+to=20/);
  await isDrawn(page, /^Time range: (?!Last)/);

  const zoomed = await findPeak(page, "Spend by model");
  await page.mouse.click(zoomed.x, zoomed.y);
  await page.waitForURL(new RegExp(`model=${RUNAWAY.model}`));
  await page.getByRole("button", { name: RUNAWAY.user }).click();
  await page.waitForURL(new RegExp(`user=${RUNAWAY.user}`));
  await page.getByRole("link", { name: "Traces", exact: true }).click();
  await page.getByLabel("Order").selectOption("cost");
  await page.waitForURL(/order=cost/);
  await page.getByRole("listbox").getByRole("option").first().click();
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  await page.getByRole("treeitem", { name: /^chat/ }).click();
  await page.getByText("Review the change that touches").waitFor();
  await page.getByRole("link", { name: RUNAWAY.user, exact: true }).waitFor();
}, 120_000);

it("counts what is stored while one looks at a whole day", async () => {
  const page = await bed.open("/", { viewport: TALL });
  await isDrawn(page, LAST_DAY);
  const calls = page
    .locator("dl > div", { hasText: /^Calls/ })
    .locator("dd")
    .first();
  const spend = page.locator("dl > div", { hasText: "Spend" }).locator("dd").first();
  const before = await Promise.all([calls.textContent(), spend.textContent()]);
  await page.evaluate(`{
    const told = () => document.querySelector("main dl")?.textContent;
    const before = told();
    window.changed = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (told() !== before) resolve(performance.timeOrigin + performance.now());
      });
      observer.observe(document.body, { subtree: true, characterData: true, childList: true });
    });
    undefined;
  }`);
  await bed.store(
    Array.from({ length: 500 }, (_, index) =>
      buildRecord({
        startTime: recently(),
        traceId: index.toString(16).padStart(32, "d"),
        cost: {
          source: "priced",
          totalNanos: 1_000_000_000,
          inputNanos: 600_000_000,
          outputNanos: 400_000_000,
          catalogue: "test",
        },
      }),
    ),
  );
  const storedAt = Date.now();
  await expect.poll(() => calls.textContent(), PATIENCE).not.toBe(before[0]);
  await expect.poll(() => spend.textContent(), PATIENCE).not.toBe(before[1]);
  console.info(
    `shown ${Math.round(Number(await page.evaluate("window.changed")) - storedAt)} ms after the commit`,
  );
});

describe("in Chinese, dark, on a phone", () => {
  it.each(PAGES)("%s speaks it, fits, and is accessible", async (path, word) => {
    const page = await bed.open(path, {
      locale: "zh-CN",
      colorScheme: "dark",
      viewport: { width: 390, height: 844 },
      bypassCSP: true,
    });
    await page.getByText(word).first().waitFor({ state: "attached" });
    await settled(page);
    expect(await page.getAttribute("html", "lang")).toBe("zh-CN");
    expect(await page.locator("h1").first().textContent()).toMatch(/\p{Script=Han}|user_/u);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});

describe("hostile senders", () => {
  const inProject = (path: string) => `${path}${path.includes("?") ? "&" : "?"}project=${HOSTILE_PROJECT}`;

  beforeAll(async () => {
    const project = { "x-breakwater-project": HOSTILE_PROJECT };
    const now = Date.now();
    const send = (path: string, body: string) =>
      fetch(`${bed.server.uiUrl}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...project },
      });
    const lines = hostileRecords(now).map((record) => JSON.stringify(record));
    expect((await send("/v1/spans", lines.join("\n"))).status).toBe(200);
    expect((await send("/v1/monitors", JSON.stringify(hostileMonitor(now)))).ok).toBe(true);
  });

  it.each([
    "/",
    "/explore?measure=calls&by=model",
    "/explore?measure=latencyP95Ms&by=user",
    "/traces",
    `/traces/${HOSTILE_TRACE}?span=${"2".repeat(16)}`,
    "/models",
    "/errors",
    "/errors/0123456789abcdef",
    "/users",
    `/users/${encodeURIComponent(HOSTILE_NAME)}`,
    "/sessions",
    `/sessions/${encodeURIComponent(HOSTILE_ADDRESS)}`,
    "/budgets",
    "/alerts",
  ])("%s takes no name for markup or for an address", async (path) => {
    const page = await bed.window();
    const elsewhere: string[] = [];
    const missing: string[] = [];
    page.on("response", (response) => {
      if (response.status() >= 400) missing.push(response.url());
    });
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin !== bed.server.uiUrl || pathname === "/hacked.png") elsewhere.push(request.url());
    });
    await page.goto(`${bed.server.uiUrl}${inProject(path)}`);
    await page
      .getByText(/window\.hacked/)
      .first()
      .waitFor({ state: "attached" });
    await settled(page);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.evaluate(LINKS_ELSEWHERE)).toEqual([]);
    expect(elsewhere).toEqual([]);
    expect(missing).toEqual([]);
    await page.context().close();
  });

  it("the policy holds back what a hole in a page would let through", async () => {
    const page = await bed.open("/", { known: ["refused by the policy"] });
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    await page.evaluate(`{
      window.heldBack = [];
      addEventListener("securitypolicyviolation", ({ effectiveDirective }) => heldBack.push(effectiveDirective));
      const element = (name, fields) => document.body.append(Object.assign(document.createElement(name), fields));
      element("script", { textContent: "window.hacked = 1" });
      element("script", { src: "https://attacker.example/hacked.js" });
      element("img", { src: "https://attacker.example/hacked.png" });
      element("iframe", { src: "https://attacker.example/" });
      document.body.insertAdjacentHTML("beforeend", '<b onclick="window.hacked = 1" style="color: red">x</b>');
      document.body.lastElementChild.click();
      fetch("https://attacker.example/hacked").catch(() => {});
    }`);
    await expect
      .poll(() => page.evaluate("[...new Set(heldBack)].toSorted()"), PATIENCE)
      .toEqual([
        "connect-src",
        "frame-src",
        "img-src",
        "script-src-attr",
        "script-src-elem",
        "style-src-attr",
      ]);
    expect(await page.evaluate("'hacked' in window")).toBe(false);
  });
});

/** Addresses of links that lead away from the server. */
const LINKS_ELSEWHERE = `[...document.links].map(({ href }) => href).filter((href) => !href.startsWith(location.origin + "/"))`;

/** Waits until charts are drawn for a range, told as the button that chooses it tells it, and nothing is awaited any more. */
async function isDrawn(page: Page, range: RegExp): Promise<void> {
  await page.getByRole("button", { name: range }).waitFor();
  await page.getByRole("img", { name: "Spend by model" }).waitFor();
  await settled(page);
}

function recently(): string {
  return new Date(Date.now() - 1_000).toISOString().replace("Z", "000Z");
}
