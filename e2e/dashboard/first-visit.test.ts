import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
});
afterAll(() => bed.close());

it("tells a first visitor what to paste, and becomes the overview when that is done", async () => {
  const page = await bed.open("/");
  await page.getByText("Waiting for the first span").waitFor();
  expect(await page.locator("pre").allTextContents()).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`server: { url: "${bed.server.uiUrl}" }`),
      expect.stringContaining(`OTEL_EXPORTER_OTLP_ENDPOINT=${bed.server.otlpUrl}`),
    ]),
  );
  const curl = await page.locator("pre", { hasText: "curl" }).textContent();
  const [, address = "", body = ""] = /^curl (\S+) [^{]*'\n(\{.*\})'$/s.exec(curl ?? "") ?? [];
  const sent = await fetch(address, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  expect(sent.status).toBe(200);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.getByRole("button", { name: "gpt-4o-mini" }).first().waitFor();
});
