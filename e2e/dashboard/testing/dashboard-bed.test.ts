import { expect, it } from "vitest";
import { openDashboardBed } from "./dashboard-bed.ts";

const FAULTS = [
  ["setTimeout(() => { throw new Error('broken') })", /^broken/],
  ["console.error('odd')", /^odd/],
  ["fetch('/api/v1/nothing')", /404.*\/api\/v1\/nothing/],
  ["fetch('/cut').catch(() => {})", /\/cut failed/],
  [`document.body.insertAdjacentHTML("beforeend", '<b style="color: red">x</b>')`, /Content Security Policy/],
] as const;

it("notes every complaint, and fails by it at the end", async () => {
  const bed = await openDashboardBed();
  const page = await bed.open("/");
  await page.route("**/cut", (route) => route.abort("failed"));
  for (const [script, told] of FAULTS) {
    await page.evaluate(`{ ${script}; undefined }`);
    const matching = expect.arrayContaining([expect.stringMatching(told)]);
    await expect.poll(() => bed.complaints, { timeout: 10_000, interval: 50 }).toEqual(matching);
  }
  await expect(bed.close()).rejects.toThrow(/broken[\s\S]*odd/);
});

it("passes over what a test brings about on purpose, in that window alone", async () => {
  const bed = await openDashboardBed();
  const missing = "fetch('/api/v1/nothing').then(() => undefined)";
  await (await bed.open("/", { known: ["not there"] })).evaluate(missing);
  expect(bed.complaints).toEqual([]);
  await (await bed.open("/")).evaluate(missing);
  await expect(bed.close()).rejects.toThrow("nothing");
});
