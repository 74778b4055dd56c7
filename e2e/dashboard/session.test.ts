import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";

const TURNS = 55;
const PATIENCE = { timeout: 20_000, interval: 200 };

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  const now = Date.now();
  await bed.store(
    Array.from({ length: TURNS }, (_, turn) =>
      buildRecord({
        name: `turn ${turn}`,
        sessionId: "voyage",
        status: turn === 53 ? "error" : "ok",
        startTime: isoMicros(now - (TURNS - turn) * 120_000),
        input: JSON.stringify([
          { role: "user", content: "an older question" },
          { role: "assistant", content: "an older answer" },
          { role: "user", content: `question ${turn}` },
        ]),
        output: `answer ${turn}`,
      }),
    ),
  );
});
afterAll(() => bed.close());

it("tells a session from its first trace on, with pauses, errors, and what was said", async () => {
  const page = await bed.open("/sessions/voyage");
  const turns = page.locator("main li[data-row]");
  await expect.poll(() => turns.count(), PATIENCE).toBe(50);
  await turns
    .first()
    .getByRole("link", { name: /turn 5$/ })
    .waitFor();
  await turns
    .last()
    .getByRole("link", { name: /turn 54$/ })
    .waitFor();
  await turns.last().getByText("1m 59s later").waitFor();
  await turns.nth(48).getByText("1 failed").waitFor();
  await turns.last().getByRole("button", { name: "Show what was said" }).click();
  await turns.last().getByText("question 54").waitFor();
  await turns.last().getByText("answer 54").waitFor();
  expect(await turns.last().getByText("an older question").count()).toBe(0);
  await page.getByRole("button", { name: "Load earlier traces" }).click();
  await expect.poll(() => turns.count(), PATIENCE).toBe(TURNS);
  await turns
    .first()
    .getByRole("link", { name: /turn 0$/ })
    .waitFor();
  expect(await page.getByRole("button", { name: "Load earlier traces" }).count()).toBe(0);
  await turns.nth(1).getByRole("link").click();
  await page.getByRole("heading", { name: "turn 1", level: 1 }).waitFor();
  expect(page.url()).toContain("session=voyage");
});
