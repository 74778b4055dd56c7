import { buildRecord } from "@breakwater/testkit/record-builder";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { settled } from "./testing/settled.ts";
import { ATTACKS, DEAR_PROMPT, longTrace, shopMonitor, shopRecords } from "./testing/shop-records.ts";
import { toldCalls } from "./testing/told-calls.ts";

const STEPS = 3_000;
const PATIENCE = { timeout: 10_000, interval: 100 };

/** Every page, and a word that stands on it once its answers are there. */
const PAGES = [
  ["/", "claude-opus-4-1"],
  ["/explore", "claude-opus-4-1"],
  ["/explore?measure=latencyP95Ms", "Calls by latency"],
  ["/traces", "hostile call"],
  ["/models", "claude-opus-4-1"],
  ["/errors", "All traces"],
  ["/users", "spender"],
  ["/users/spender", "annual report"],
  ["/sessions", "s-1"],
  ["/sessions/s-1", "annual report"],
  ["/budgets", "per user"],
  ["/alerts", "Too many errors"],
  ["/settings", "ClickHouse"],
  ["/live", "Waiting for the next span"],
  [`/traces/${"c".repeat(32)}`, "long agent"],
] as const;

const SHOP = shopMonitor(Date.now());

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store([...shopRecords(Date.now()), ...longTrace(Date.now(), STEPS)]);
  await bed.tell(SHOP);
});
afterAll(() => bed.close());

it("leads from what was spent to the prompt that spent it", async () => {
  const page = await bed.open("/");
  await page.getByRole("button", { name: "spender" }).click();
  await page.waitForURL(/user=spender/);
  await page.getByRole("link", { name: "Traces" }).click();
  await page.getByLabel("Order").selectOption("cost");
  await page.getByRole("option", { name: /annual report/ }).click();
  await page.getByText(DEAR_PROMPT).waitFor();
  await page.locator("strong", { hasText: "a good year" }).waitFor();
  await page.goBack();
  await page.getByRole("option", { name: /annual report/ }).waitFor();
  expect(page.url()).toContain("order=cost");
});

it("shows within a second or so what was stored, unless it is paused", async () => {
  const page = await bed.open("/?model=live-model");
  const witness = await bed.open("/?model=live-model");
  const storeOne = () => bed.store([buildRecord({ requestModel: "live-model", startTime: recently() })]);
  await callsAre(page, "0");
  await callsAre(witness, "0");
  await storeOne();
  await callsAre(page, "1");
  await page.getByTitle("Stop updating").click();
  await page.getByTitle("Update again").waitFor();
  // By the third, whatever the first would have moved has moved.
  for (const count of ["2", "3", "4"]) {
    await storeOne();
    await callsAre(witness, count);
  }
  expect(await toldCalls(page)).toBe("1");
  await page.getByTitle("Update again").click();
  await callsAre(page, "4");
});

it("zooms into the stretch that one drags over, and back", async () => {
  const page = await bed.open("/explore?from=now-6h");
  const chart = page.locator("svg[data-chart]").first();
  await chart.waitFor();
  await settled(page);
  const { x, y, width, height } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width * 0.6, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.7, y + height / 2);
  await page.mouse.move(x + width * 0.8, y + height / 2);
  await page.mouse.up();
  await page.waitForURL(/from=20.+to=20/);
  const { searchParams } = new URL(page.url());
  const lengthMs = Date.parse(searchParams.get("to") ?? "") - Date.parse(searchParams.get("from") ?? "");
  expect(lengthMs / 3_600_000).toBeGreaterThan(1);
  expect(lengthMs / 3_600_000).toBeLessThan(1.5);
  await page.goBack();
  await page.getByRole("button", { name: "Time range: Last 6 hours" }).waitFor();
});

it("follows spans as they are stored", async () => {
  const page = await bed.open("/live?user=tailed");
  await page.getByText("Waiting for the next span").waitFor();
  // The stream opens after the page: what is stored before that is not told.
  const storeAndCount = async () => {
    await bed.store([buildRecord({ name: "a new call", userId: "tailed", startTime: recently() })]);
    return page.getByText("a new call").count();
  };
  await expect.poll(storeAndCount, PATIENCE).toBeGreaterThan(0);
});

it("shows thousands of spans by drawing those in sight, finds them, and leads to one by its address", async () => {
  const page = await bed.open(`/traces/${"c".repeat(32)}`);
  await page.getByText("3,000 spans").waitFor();
  const tree = page.getByRole("tree");
  expect(await tree.getByRole("treeitem").count()).toBeLessThan(100);
  await tree.focus();
  await page.keyboard.press("End");
  await tree.getByText(`step ${STEPS - 1}`, { exact: true }).waitFor();
  await page.waitForURL(/span=/);
  const again = await bed.open(new URL(page.url()).pathname + new URL(page.url()).search);
  await again.locator("[aria-selected=true]", { hasText: `step ${STEPS - 1}` }).waitFor();
  await page.getByLabel("Search names, prompts and answers").fill("step 1500");
  await page.getByText("1 of 1", { exact: true }).waitFor();
  await page.locator("[aria-selected=true]", { hasText: "step 1500" }).waitFor();
});

it("lets nothing in a prompt run or call elsewhere", async () => {
  const page = await bed.open("/traces?text=hostile");
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.getByRole("option", { name: /hostile call/ }).click();
  for (const name of ["Prompt", "Answer"]) {
    const told = page.getByRole("region", { name });
    await told.getByText("click me").click();
    await told.getByRole("button", { name: "Text" }).click();
    for (const attack of ATTACKS) expect(await told.textContent()).toContain(attack);
    await told.getByRole("button", { name: "Markdown" }).click();
    await told.getByText("click me").waitFor();
    expect(
      await told.locator("script, img, iframe, [onload], [onerror], [href^='javascript:' i]").count(),
    ).toBe(0);
  }
  expect(await page.evaluate("'hacked' in window")).toBe(false);
  expect(requests.filter((url) => /hacked|attacker/.test(url))).toEqual([]);
});

it("tells which alerts fire, and what each budget has left", async () => {
  const page = await bed.open("/alerts");
  const alert = page.locator("article", { hasText: "Too many errors" });
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(
    /Firing[\s\S]*critical[\s\S]*3 of 4 calls failed[\s\S]*model gpt-4o/,
  );
  await page.getByRole("link", { name: "Budgets" }).click();
  await page
    .getByText(/of \$50/)
    .first()
    .waitFor();
});

it("goes everywhere by keyboard", async () => {
  const page = await bed.open("/");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.waitForURL(/\/traces/);
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await page.keyboard.press("/");
  await page.getByRole("dialog", { name: "Search" }).waitFor();
  await page.keyboard.type("annual");
  await page.getByRole("option", { name: /in names of traces/ }).click();
  await page.waitForURL(/text=annual/);
  await page.getByRole("listbox").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
});

it("speaks Chinese to those who do, and remembers what was chosen", async () => {
  const page = await bed.open("/", { locale: "zh-CN" });
  await page.getByRole("heading", { name: "总览" }).waitFor();
  expect(await page.getAttribute("html", "lang")).toBe("zh-CN");
  await page.getByLabel("语言").selectOption("en");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
});

it.each(PAGES)("%s is there, fits a phone, and is accessible in light and dark", async (path, word) => {
  // A process tells of itself all the time; one that falls silent has no alerts that fire.
  await bed.tell({ ...SHOP, sentAt: Date.now() });
  const phone = await bed.open(path, { viewport: { width: 390, height: 844 }, locale: "en-US" });
  await phone.getByText(word).first().waitFor({ state: "attached" });
  expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await bed.open(path, { colorScheme, locale: "en-US", bypassCSP: true });
    await page.getByText(word).first().waitFor();
    await settled(page);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  }
  await phone.context().close();
});

function callsAre(page: Page, count: string): Promise<void> {
  return expect.poll(() => toldCalls(page), PATIENCE).toBe(count);
}

function recently(): string {
  return new Date(Date.now() - 1_000).toISOString().replace("Z", "000Z");
}
