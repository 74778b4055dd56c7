import type { BudgetDefinition } from "@breakwater/core/budget/budget-definition";
import { isoMicros } from "@breakwater/core/record/record-time";
import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { monitorState } from "./testing/monitor-state.ts";

const NOW = Date.now();
const PATIENCE = { timeout: 10_000, interval: 100 };
const WARN_ON_TAGS: BudgetDefinition = {
  name: "search",
  limitNanos: 2_000_000_000,
  window: { rollingMs: 86_400_000 },
  match: { model: ["gpt-4o*", "o3"], metadata: { team: ["search"] } },
  per: [],
  onExceed: "warn",
  alertAt: [],
  unpriced: { kind: "charge", nanos: 10_000_000 },
};
const PER_USER: BudgetDefinition = {
  ...WARN_ON_TAGS,
  name: "monthly",
  limitNanos: 100_000_000,
  window: { every: "month", timeZone: "Europe/Berlin" },
  match: {},
  per: ["userId"],
  onExceed: "block",
  unpriced: { kind: "block" },
};

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  const startTime = isoMicros(NOW - 60_000);
  const calls = Array.from({ length: 9 }, (_, index) =>
    buildRecord({
      startTime,
      userId: `user_${index}`,
      spanId: `${index + 1}`.repeat(16),
      cost: {
        source: "priced",
        ...{ totalNanos: index * 12_000_000, inputNanos: index * 12_000_000, outputNanos: 0 },
        catalogue: "test",
      },
    }),
  );
  const refused = buildRecord({
    startTime,
    name: "chat",
    spanId: "e".repeat(16),
    status: "blocked",
    userId: "user_8",
    budget: {
      heldNanos: 0,
      denial: {
        ...{ budget: "monthly", key: { userId: "user_8" }, limitNanos: 100_000_000, spentNanos: 96_000_000 },
        ...{ heldNanos: 1_000_000, requestedNanos: 20_000_000, reason: "limit" },
        resetsAt: "2027-01-01T00:00:00.000Z",
      },
    },
  });
  await bed.store([...calls, refused]);
  await bed.tell(monitorState(NOW, { budgets: [PER_USER, WARN_ON_TAGS] }));
});
afterAll(() => bed.close());

it("tells of each budget what it allows whom, until when, who holds it, and where its keys stand", async () => {
  const page = await bed.open("/budgets");
  const monthly = page.getByRole("article", { name: "monthly Blocks" });
  await monthly.getByText("$0.10 for each user").waitFor();
  // The past is asked for by itself, and may come later.
  await expect
    .poll(() => monthly.textContent(), PATIENCE)
    .toMatch(/Limit \$0\.10.*From \w+ 1, \d{4}, 00:00:00 GMT\+[12]: \$0\.096 of \$0\.10 · 1 call refused/);
  const told = (await monthly.textContent()) ?? "";
  expect(told).toContain("each month (Europe/Berlin)");
  expect(told).toContain("Coversevery call");
  expect(told).toContain("Held byshop (1 process)");
  expect(told).toMatch(/\$0\.432 over all 8 keys · 1 call refused/);
  expect(told).toMatch(/user_8\$0\.096 of \$0\.10/);
  const search = page.getByRole("article", { name: "search Warns" });
  expect(await search.textContent()).toMatch(
    /the last 24h, at any time.*model gpt-4o\* or o3 and team search.*go through, with a warning.*charged \$0\.01 each/,
  );
  await monthly.getByRole("button", { name: "2 more" }).click();
  await monthly.getByText("user_1", { exact: true }).waitFor();
  await monthly.getByLabel("Find a key of monthly").fill("ER_3");
  await expect
    .poll(() => monthly.getByRole("listitem").filter({ hasText: "$0.036" }).count(), PATIENCE)
    .toBe(1);
  await expect.poll(() => monthly.getByText("user_1", { exact: true }).count(), PATIENCE).toBe(0);
});

it("explains each refusal in a sentence, and leads to its trace", async () => {
  const page = await bed.open("/budgets");
  await page
    .getByText(
      "“monthly” for user_8 allows $0.10 and had spent $0.096, with $0.001 held by calls in flight. This call could have cost $0.02. There is room again Jan 1, 2027, 00:00:00 UTC.",
    )
    .waitFor();
  await page.getByRole("link", { name: "Show the trace" }).click();
  await page.waitForURL(/\/traces\/[0-9a-f]{32}\?.*span=e{16}/);
});
