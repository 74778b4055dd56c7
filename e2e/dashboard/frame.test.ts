import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { ADMIN_KEY, type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { shopRecords } from "./testing/shop-records.ts";

const PHONE = { viewport: { width: 390, height: 844 }, timezoneId: "Asia/Shanghai" };

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed({ adminKey: ADMIN_KEY });
  await bed.store(shopRecords(Date.now()));
});
afterAll(() => bed.close());

async function logIn(path: string, options = {}) {
  const page = await bed.open(path, options);
  await page.getByLabel("Key").fill(ADMIN_KEY);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("#content").waitFor();
  return page;
}

it("has all pages, colours, language, the time zone and the way out in the menu of a phone", async () => {
  const page = await logIn("/errors", PHONE);
  const header = await page.locator("header").first().boundingBox();
  expect(header?.height).toBeLessThan(110);
  const menu = page.getByRole("dialog", { name: "Breakwater" });
  await page.getByRole("button", { name: "Menu" }).click();
  expect(await menu.getByRole("link").count()).toBe(11);
  await menu.getByText("Times in Asia/Shanghai (GMT+8)").waitFor();
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Menu" }).click();
  await menu.getByLabel("Colours").selectOption("dark");
  await menu.getByRole("link", { name: "Budgets" }).click();
  await page.getByRole("heading", { name: "Budgets", level: 1 }).waitFor();
  expect(await menu.count()).toBe(0);
  expect(await page.getAttribute("html", "data-theme")).toBe("dark");
  await page.getByRole("button", { name: "Menu" }).click();
  await menu.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in to Breakwater" }).waitFor();
});

it("finds pages, traces, people and values by a key, from every page", async () => {
  const page = await logIn("/settings");
  const search = page.getByRole("dialog", { name: "Search" });
  const findAndOpen = async (text: string, option: RegExp) => {
    await page.keyboard.press("/");
    await search.getByRole("combobox").fill(text);
    await search.getByRole("option", { name: option }).click();
    await search.waitFor({ state: "detached" });
  };
  await page.keyboard.press("/");
  await search.getByRole("combobox").fill("mod");
  await search.getByRole("option", { name: "Page Models" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/models/);
  await findAndOpen("spender", /^User spender/);
  await page.waitForURL(/\/users\/spender/);
  await findAndOpen("claude", /Model: claude-opus-4-1/);
  await page.waitForURL(/model=claude-opus-4-1/);
  await findAndOpen("0".repeat(31) + 1, /^Trace 0+1$/);
  await page.waitForURL(/\/traces\/0+1/);
});

it("explains its keys in a window that Escape and a click beside it close", async () => {
  const page = await logIn("/");
  const help = page.getByRole("dialog", { name: "Keyboard" });
  await page.keyboard.press("?");
  await help.waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await help.waitFor();
  await page.mouse.click(5, 5);
  await help.waitFor({ state: "detached" });
});

it.each(["light", "dark"] as const)("has accessible windows over its pages, %s", async (colorScheme) => {
  const page = await logIn("/", { colorScheme, bypassCSP: true });
  const search = page.getByRole("dialog", { name: "Search" });
  await page.keyboard.press("/");
  await search.getByRole("combobox").fill("spender");
  await search.getByRole("option", { name: /^User spender/ }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await search.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.context().close();
  const phone = await logIn("/", { ...PHONE, colorScheme, bypassCSP: true });
  await phone.getByRole("button", { name: "Menu" }).click();
  await phone.getByRole("dialog", { name: "Breakwater" }).waitFor();
  expect(await axeViolations(phone)).toEqual([]);
  await phone.context().close();
});

it.each(["light", "dark"] as const)("has accessible dialogs about keys, %s", async (colorScheme) => {
  const page = await logIn("/settings", { colorScheme, bypassCSP: true });
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(colorScheme);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Make the key" }).click();
  await dialog.getByText(/^bw_/).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: `Revoke the key “${colorScheme}”` }).click();
  await dialog.getByRole("button", { name: "Cancel" }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.context().close();
});

it("names statuses and classes of errors in Chinese to those who read it", async () => {
  const page = await bed.open("/errors?status=error", { locale: "zh-CN" });
  await page.getByLabel("密钥").fill(ADMIN_KEY);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("article").first().getByText("服务端").waitFor();
  await page.getByText("状态 出错").waitFor();
});
