import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord } from "@breakwater/testkit/record-builder";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed({
    config: {
      retention: { projects: { shop: { payloads: "3d" } } },
      prices: [{ model: "house-llama", inputPerMillionUsd: 0.2, outputPerMillionUsd: 0.4, perCallUsd: 0.01 }],
      payload: { redact: ["patient-[0-9]+"] },
    },
  });
  const record = buildRecord({ service: "shop", startTime: isoMicros(Date.now() - 5_000) });
  await bed.store([record, record]);
});
afterAll(() => bed.close());

/** What a part of the page says. */
const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

const sendWith = async (key: string) => {
  const body = JSON.stringify(buildRecord({ spanId: "c".repeat(16), startTime: isoMicros(Date.now()) }));
  const headers = { "x-api-key": key };
  return (await fetch(`${bed.server.uiUrl}/v1/spans`, { method: "POST", body, headers })).status;
};

it("tells the settings in force, where each is changed, and what became of what came", async () => {
  const page = await bed.open("/settings");
  const texts = async (name: string) => (await panel(page, name).textContent()) ?? "";
  await panel(page, "Retention").getByText("3 days").waitFor();
  expect(await texts("Retention")).toMatch(/shopfor ever3 days.*All othersfor ever14 days.*SIGHUP/);
  expect(await texts("Own prices")).toMatch(
    /house-llama.*\$0\.20\$0\.40\$0\.01 per call.*prices in breakwater/,
  );
  expect(await texts("Prompts and answers")).toMatch(/up to 10\.0K characters.*1 own pattern finds/);
  expect(await texts("Ingest")).toMatch(
    /Waiting for a commit0 of 200K.*Duplicates, counted once1.*Refused requestsnone/,
  );
  expect(await texts("Disk")).toMatch(/without a limit.*at least.*Nothing was dropped/);
  expect(await texts("Versions")).toMatch(/Breakwater0\.\d.*ClickHouse \d.*Node\.js\d.*Started.*UTC/);
  expect(await page.content()).not.toContain("patient-");
  await page.getByText("Details: tables of the engine").click();
  await page
    .getByRole("table", { name: "Details: tables of the engine" })
    .getByText("spans", { exact: true })
    .waitFor();
  await page.context().close();
});

it("makes the first key of an open server without losing its text, ends one, and writes both down", async () => {
  // The first key closes the server, which the page learns by asking.
  const page = await bed.open("/settings", { known: ["not logged in"] });
  await page.getByText("everybody on this machine is let in").waitFor();
  const make = async (name: string) => {
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Make the key" }).click();
    const text = (await page.getByRole("dialog").getByText(/^bw_/).textContent()) ?? "";
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").getByText(text).waitFor();
    await page.getByRole("button", { name: "I have copied it" }).click();
    return text;
  };
  const first = await make("boss");
  await page.getByRole("button", { name: "Log out" }).waitFor();
  const second = await make("applications");
  expect([await sendWith(first), await sendWith(second), await sendWith("")]).toEqual([200, 200, 401]);
  expect(await page.content()).not.toContain(second);
  await page.getByRole("button", { name: "Revoke the key “applications”" }).click();
  const asked = page.getByRole("dialog", { name: "Revoke the key “applications”" });
  await asked.getByRole("button", { name: "Cancel" }).click();
  expect(await sendWith(second)).toBe(200);
  await page.getByRole("button", { name: "Revoke the key “applications”" }).click();
  await asked.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("Show 1 that has ended").click();
  await panel(page, "Keys").getByRole("cell", { name: "Revoked" }).waitFor();
  expect(await sendWith(second)).toBe(401);
  const log = panel(page, "Audit log");
  await log.getByText("revoked the key applications").waitFor();
  expect(await log.getByRole("row").allTextContents()).toEqual([
    expect.anything(),
    expect.stringContaining("bossrevoked the key applications"),
    expect.stringContaining("bossmade the key applications"),
    expect.stringContaining("bosslogged in"),
    expect.stringContaining("somebody on this machinemade the key boss"),
  ]);
});
