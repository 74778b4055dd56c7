import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { ADMIN_KEY, type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed({ adminKey: ADMIN_KEY });
  await bed.store([buildRecord({ startTime: new Date().toISOString().replace("Z", "000Z") })]);
});
afterAll(() => bed.close());

it("asks for a key before it shows anything, keeps it nowhere, and lets go of it", async () => {
  const page = await bed.open("/users");
  await page.getByRole("heading", { name: "Log in to Breakwater" }).waitFor();
  await page.getByLabel("Key").fill("a guess");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("alert").getByText("not known").waitFor();
  await page.getByLabel("Key").fill(ADMIN_KEY);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: "user_1" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/users");
  expect(
    await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])"),
  ).not.toContain(ADMIN_KEY);
  await page.reload();
  await page.getByRole("link", { name: "user_1" }).waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Log in to Breakwater" }).waitFor();
});

it.each(["light", "dark"] as const)(
  "has an accessible way in, a refusal included, %s",
  async (colorScheme) => {
    const page = await bed.open("/", { colorScheme, bypassCSP: true });
    await page.getByLabel("Key").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Key").fill("a guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  },
);

it("leads back to the way in when the session has ended meanwhile", async () => {
  const page = await bed.open("/users");
  await page.getByLabel("Key").fill(ADMIN_KEY);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: "user_1" }).waitFor();
  await page.context().clearCookies();
  const wayIn = page.getByRole("heading", { name: "Log in to Breakwater" });
  // The page asks for things by itself as well, and may be led back before one clicks.
  const clicked = page
    .getByRole("link", { name: "Errors" })
    .click()
    .catch(() => {});
  await Promise.race([clicked, wayIn.waitFor()]);
  await wayIn.waitFor();
});
