import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { ATTACKS } from "./testing/shop-records.ts";
import { AGENT_TRACE, agentTrace, TAGGED_PROMPT, unpricedTrace } from "./testing/trace-records.ts";

const TRACE = `/traces/${AGENT_TRACE}`;

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store([...agentTrace(Date.now()), ...unpricedTrace(Date.now())]);
});
afterAll(() => bed.close());

it("shows every word of a prompt with tags, as Markdown and as text, and what it carries beside", async () => {
  const page = await bed.open(TRACE);
  await page.getByRole("treeitem", { name: /read the manual/ }).click();
  const prompt = page.getByRole("region", { name: "Prompt" });
  await prompt.locator("table").waitFor();
  const told = await prompt.textContent();
  expect(wordsLeftOut(told, TAGGED_PROMPT)).toEqual(["31", "72"]);
  expect(await prompt.locator("li[value]").count()).toBe(2);
  expect(told).toContain("the manual (https://docs.example/manual");
  expect(told).toContain('"depth": 14');
  expect(told).toContain("call_7");
  await page.getByRole("region", { name: "Answer" }).locator("strong", { hasText: "14 fathoms" }).waitFor();
  await prompt.getByRole("button", { name: "Text" }).click();
  expect(await prompt.textContent()).toContain(TAGGED_PROMPT);
  await page.reload();
  await prompt.getByText("<context").waitFor();
  expect(await prompt.textContent()).toContain(TAGGED_PROMPT);
});

it("shows every word of hostile prompts, and lets nothing of them run or call elsewhere", async () => {
  const page = await bed.open(TRACE);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.getByRole("treeitem", { name: /hostile step/ }).click();
  for (const name of ["Prompt", "Answer"]) {
    const told = page.getByRole("region", { name });
    await told.locator(".told p").first().waitFor();
    expect(wordsLeftOut(await told.textContent(), ATTACKS.join(" "))).toEqual([]);
  }
  expect(await page.evaluate("'hacked' in window")).toBe(false);
  expect(await page.locator("main a[href^=javascript], main img, main section svg[onload]").count()).toBe(0);
  expect(requests.filter((url) => /hacked|attacker/.test(url))).toEqual([]);
});

it("never tells an unknown price as nothing", async () => {
  const page = await bed.open("/traces");
  const costOf = (name: string) =>
    page.getByRole("option", { name }).locator("span").filter({ hasText: "unpriced" }).first();
  await costOf("harbour agent")
    .getByText(/^\+ 1 unpriced$/)
    .waitFor();
  await costOf("lone house call")
    .getByText(/^unpriced$/)
    .waitFor();
  expect(await page.getByText(/\$0\.00$/).count()).toBe(0);
  await page.goto(`${bed.server.uiUrl}${TRACE}`);
  await page.locator("dl > div", { hasText: "Cost" }).getByText("+ 1 unpriced").waitFor();
  await page
    .getByRole("treeitem", { name: /house model/ })
    .getByText("unpriced")
    .waitFor();
  for (const path of [
    "/users/stowaway",
    "/sessions/hold",
    "/users?search=stowaway",
    "/sessions?search=hold",
  ]) {
    await page.goto(`${bed.server.uiUrl}${path}`);
    await page
      .locator("main")
      .getByText(/^unpriced$/)
      .first()
      .waitFor();
    expect(
      await page
        .locator("main")
        .getByText(/\$0\.00$/)
        .count(),
    ).toBe(0);
  }
});

it("finds words in prompts, with the text about them and the span that holds them", async () => {
  const page = await bed.open("/traces?find=reviewed");
  const hit = page.getByRole("listitem").filter({ hasText: "read the manual" });
  await hit.getByText("<!-- reviewed by legal -->").waitFor();
  await hit.getByText("captain").waitFor();
  await hit.getByText("gpt-4o-2024-08-06").waitFor();
  await hit.getByText(/^\$0\.00045$/).waitFor();
  expect(await hit.textContent()).not.toContain("\\n");
  await page.goto(`${bed.server.uiUrl}/traces?find=northern`);
  await page.getByRole("listitem").filter({ hasText: "house model" }).getByText("unpriced").waitFor();
});

it("had nothing to complain about", () => {
  expect(bed.complaints).toEqual([]);
});

/** The words of a text that one cannot read; numbers of list items are drawn by the browser. */
function wordsLeftOut(told: string | null, text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => told?.includes(word) !== true);
}
