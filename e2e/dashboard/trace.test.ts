import { buildRecord } from "@breakwater/testkit/record-builder";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DashboardBed, openDashboardBed } from "./testing/dashboard-bed.ts";
import { ATTACKS } from "./testing/shop-records.ts";
import {
  AGENT_TRACE,
  agentTrace,
  DEEP_TRACE,
  deepTrace,
  ORPHAN_TRACE,
  orphanTrace,
  REFUSED_TRACE,
  refusedTrace,
  TAGGED_PROMPT,
  unpricedTrace,
} from "./testing/trace-records.ts";

const PATIENCE = { timeout: 10_000, interval: 100 };
const TRACE = `/traces/${AGENT_TRACE}`;

let bed: DashboardBed;

beforeAll(async () => {
  bed = await openDashboardBed();
  await bed.store(
    [agentTrace, deepTrace, orphanTrace, unpricedTrace, refusedTrace].flatMap((recordsOf) =>
      recordsOf(Date.now()),
    ),
  );
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
    const nothing = page.locator("main").getByText(/\$0\.00$/);
    // An axis begins at nothing all the same.
    expect(await nothing.and(page.locator(":not(svg *)")).count()).toBe(0);
  }
});

it("finds what is searched for in names, prompts and answers, and walks from hit to hit", async () => {
  const page = await bed.open(TRACE);
  await page.getByRole("treeitem", { name: /hostile step/ }).click();
  await page.getByLabel("Search names, prompts and answers").fill("deep");
  const chosen = page.locator("[aria-selected=true]");
  await page.getByText("1 of 2", { exact: true }).waitFor();
  await chosen.getByText("read the manual").waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("2 of 2", { exact: true }).waitFor();
  await chosen.getByText("ask the house model").waitFor();
  await page.getByRole("tree").focus();
  await page.keyboard.press("n");
  await chosen.getByText("read the manual").waitFor();
  await page.keyboard.press("Shift+N");
  await chosen.getByText("ask the house model").waitFor();
  await page.getByRole("button", { name: "Hits only" }).click();
  await expect.poll(() => page.getByRole("treeitem").count()).toBe(2);
  await page.reload();
  await page.getByText("2 of 2", { exact: true }).waitFor();
  expect(await page.getByRole("treeitem").count()).toBe(2);
});

it("shows what each span and all below it took, used and cost, with a ruler and a legend", async () => {
  const page = await bed.open(TRACE);
  const agent = page.getByRole("treeitem", { name: /harbour agent/ });
  await agent.getByText("$0.0009").waitFor();
  await agent.getByText("+ 1 unpriced").waitFor();
  await agent.getByText("360", { exact: true }).waitFor();
  await page
    .getByRole("treeitem", { name: /read the manual/ })
    .getByText("400ms")
    .waitFor();
  await page.getByText("2s", { exact: true }).waitFor();
  await page.getByText("pale: waiting for the first token").waitFor();
  await page.getByLabel("Draw as").selectOption("tree");
  await page.waitForURL(/as=tree/);
  await expect.poll(() => page.getByText("2s", { exact: true }).count()).toBe(0);
});

it("tells a refused call for what it is: without a time, without tokens, and not as running", async () => {
  const page = await bed.open(`/traces/${REFUSED_TRACE}`);
  const call = page.getByRole("treeitem", { name: /refused call/ });
  await call.getByText("–", { exact: true }).waitFor();
  const bar = await call.locator(".bg-bad").boundingBox();
  expect(bar?.width).toBeLessThan(5);
  const header = page.locator("dl").first();
  expect(await header.textContent()).toMatch(/Duration–.*Tokens–/);
  expect(await page.getByText("Still running").count()).toBe(0);
  expect(await page.getByText("0 in").count()).toBe(0);
  await page.context().close();
});

it("keeps names readable on a phone, however deep they are", async () => {
  const page = await bed.open(`/traces/${DEEP_TRACE}`, { viewport: { width: 390, height: 844 } });
  const deepest = page.getByRole("treeitem", { name: /level 29/ });
  await page.getByRole("tree").focus();
  await page.keyboard.press("End");
  const name = await deepest.getByText("level 29").boundingBox();
  const line = await deepest.boundingBox();
  expect(name?.width).toBeGreaterThan(40);
  expect((name?.x ?? 0) - (line?.x ?? 0)).toBeLessThan(120);
});

it("copies traces and spans with what was said, and the command that asks for them", async () => {
  const page = await bed.open(TRACE, { permissions: ["clipboard-read", "clipboard-write"] });
  const copied = async (name: string, place = page.locator("main")) => {
    await expect.poll(() => page.getByText("Copied").count(), PATIENCE).toBe(0);
    await place.getByRole("button", { name }).first().click();
    await place.getByText("Copied").waitFor();
    return String(await page.evaluate("navigator.clipboard.readText()"));
  };
  await page.getByRole("treeitem", { name: /house model/ }).click();
  const trace = JSON.parse(await copied("Copy as JSON"));
  expect(trace.spans).toHaveLength(5);
  expect(trace.spans[3]).toMatchObject({
    input: "How deep is the northern port?",
    output: "Fourteen fathoms.",
  });
  const detail = page.getByRole("region", { name: "ask the house model" });
  expect(JSON.parse(await copied("Copy as JSON", detail))).toMatchObject({ input: trace.spans[3].input });
  const curl = await copied("Copy as curl", detail);
  expect(curl).toMatch(/^curl -s -H "x-api-key: \$BREAKWATER_KEY" '.*\/payload\?.*at=/);
  const [, address = ""] = /'(.*)'$/.exec(curl) ?? [];
  expect(await (await fetch(address)).json()).toEqual({
    input: trace.spans[3].input,
    output: trace.spans[3].output,
  });
});

it("says of a span that its parent is not there", async () => {
  const page = await bed.open(`/traces/${ORPHAN_TRACE}`);
  await page.getByRole("treeitem").getByRole("img", { name: "Its parent is not in this trace" }).waitFor();
  await page
    .getByRole("region", { name: "orphaned call" })
    .getByText("Its parent is not in this trace")
    .waitFor();
  const whole = await bed.open(TRACE);
  await whole.getByRole("treeitem").first().waitFor();
  expect(await whole.getByText("Its parent is not in this trace").count()).toBe(0);
});

it("says that a trace is not there, and shows it when it comes after all", async () => {
  const traceId = "ab".repeat(16);
  const page = await bed.open(`/traces/${traceId}`, { known: ["not there"] });
  await page.getByRole("heading", { name: "This trace is not there" }).waitFor();
  await page.getByText("have not arrived yet").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await bed.store([
    buildRecord({ traceId, name: "late call", startTime: new Date().toISOString().replace("Z", "000Z") }),
  ]);
  await page.getByRole("heading", { name: "late call", level: 1 }).waitFor();
});

it("finds words in prompts, with the text about them and the span that holds them", async () => {
  const page = await bed.open("/traces?find=reviewed");
  const hit = page.getByRole("listitem").filter({ hasText: "read the manual" });
  await hit.getByText("<!-- reviewed by legal -->").waitFor();
  await hit.getByText("captain").waitFor();
  await hit.getByText("gpt-4o-2024-08-06").waitFor();
  await hit.getByText(/^\$0\.00045$/).waitFor();
  expect(await hit.textContent()).not.toContain("\\n");
  await hit.getByRole("link").click();
  await page.waitForURL(/\/traces\/[0-9a-f]{32}.*find=reviewed/);
  await expect.poll(() => page.evaluate(HIGHLIGHTED), PATIENCE).toEqual(["reviewed"]);
  await page.getByLabel("Search names, prompts and answers").fill("fathoms");
  await expect.poll(() => page.evaluate(HIGHLIGHTED), PATIENCE).toContain("fathoms");
  await page.goto(`${bed.server.uiUrl}/traces?find=northern`);
  await page.getByRole("listitem").filter({ hasText: "house model" }).getByText("unpriced").waitFor();
});

/** What is marked as found. */
const HIGHLIGHTED = "[...(CSS.highlights.get('found') ?? [])].map(String)";

/** The words of a text that one cannot read; numbers of list items are drawn by the browser. */
function wordsLeftOut(told: string | null, text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => told?.includes(word) !== true);
}
