import type { ReportedAlert } from "@breakwater/core/monitor/monitor-state";
import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { monitorState } from "./testing/monitor-state.ts";

const NOW = Date.now();
const MINUTE_MS = 60_000;

const FIRING: ReportedAlert = {
  labels: { alertname: "ErrorRate", severity: "critical", service: "shop", model: "gpt-4o" },
  annotations: { summary: "3 of 4 calls failed" },
  startsAt: NOW - 5 * MINUTE_MS,
  count: 3,
  value: 0.75,
  rule: { signal: "errorRate", condition: { op: ">", value: 0.2 }, windowMs: 5 * MINUTE_MS, forMs: 60_000 },
};
const OVER: ReportedAlert = {
  labels: { alertname: "SlowCalls", severity: "warning", service: "bank" },
  annotations: { summary: "p95 was 9 s" },
  startsAt: NOW - 90 * MINUTE_MS,
  endsAt: NOW - 60 * MINUTE_MS,
  value: 9_200,
  rule: { signal: "latencyP95", condition: { op: ">=", value: 5_000 }, windowMs: 5 * MINUTE_MS, forMs: 0 },
};
const BUDGET: ReportedAlert = {
  labels: { alertname: "BudgetThreshold", severity: "warning", budget: "monthly", threshold: "0.8" },
  annotations: { summary: "monthly is nearly used up" },
  startsAt: NOW - MINUTE_MS,
  value: 0.85,
};

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  const failing = { service: "shop", status: "error", startTime: isoMicros(NOW - 6 * MINUTE_MS) } as const;
  await bed.store([
    buildRecord({ ...failing, name: "failing call" }),
    buildRecord({ ...failing, name: "of another service", service: "bank" }),
    buildRecord({ ...failing, name: "went well", status: "ok" }),
  ]);
  await bed.tell(monitorState(NOW, { alerts: [FIRING, OVER, BUDGET] }));
});
afterAll(() => bed.close());

it("tells what fires by its measure, counts it in the navigation, and leads to its calls", async () => {
  const page = await bed.open("/alerts");
  await page.getByRole("link", { name: /^Alerts\W+2 fire$/ }).waitFor();
  const alert = page.getByRole("article").filter({ hasText: "ErrorRate" });
  await alert.getByText("Error rate 75% · alert above 20% over 5m, held for 1m").waitFor();
  expect(await alert.textContent()).toMatch(/Firingcritical.*Since .* UTC, for 5m.*3 events/);
  const budget = page.getByRole("article").filter({ hasText: "BudgetThreshold" });
  expect(await budget.textContent()).toContain("85% of the budget used · alert from 80%");
  await alert.getByRole("link", { name: "Show the calls" }).click();
  await page.getByRole("option", { name: /failing call/ }).waitFor();
  expect(await page.getByRole("listbox").getByRole("option").count()).toBe(1);
});

it("keeps what is over in the history, and narrows both by labels", async () => {
  const page = await bed.open("/alerts");
  await page.getByRole("article").first().waitFor();
  expect(await page.getByRole("article").count()).toBe(2);
  const chosen = page.getByRole("navigation", { name: "Which alerts" }).locator("[aria-current]");
  await expect.poll(() => chosen.allTextContents()).toEqual(["Firing (2)"]);
  await page.getByRole("link", { name: "History" }).click();
  await expect.poll(() => chosen.allTextContents()).toEqual(["History"]);
  const over = page.getByRole("article").filter({ hasText: "SlowCalls" });
  await over.getByText("Latency p95 9.20s · alert from 5s over 5m").waitFor();
  expect(await over.textContent()).toMatch(/Overwarning.* UTC – .* UTC, for 30m/);
  await over.getByRole("button", { name: "service bank" }).click();
  await page.waitForURL(/label=service%3Dbank/);
  expect(await page.getByRole("article").count()).toBe(1);
  await page.getByRole("link", { name: /^Firing/ }).click();
  await page.getByText("No alert has these labels.").waitFor();
  await page.getByRole("button", { name: "service=bank" }).click();
  await expect.poll(() => page.getByRole("article").count()).toBe(2);
});
