// Usage: node e2e/dashboard/testing/take-screenshots.ts [a part of a picture's name]
//
// Takes the pictures of docs/images from a server of its own with two replayed days in it, and what a process of the
// second would tell of its budgets and alerts. Chinese needs a font that has it (Debian: fonts-noto-cjk or fonts-wqy-zenhei).
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { type DashboardBed, openDashboardBed } from "./dashboard-bed.ts";
import { dayDenials, dayMonitor } from "./day-monitor.ts";
import { RUNAWAY, replayDay } from "./replay-day.ts";
import { settled } from "./settled.ts";

const IMAGES = join(import.meta.dirname, "..", "..", "..", "docs", "images");
const USUAL: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  colorScheme: "light",
  locale: "en-US",
  timezoneId: "UTC",
};
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Stands on the page once what it is about is drawn. */
  readonly shows: string;
  readonly window?: BrowserContextOptions;
}

const wanted = process.argv[2] ?? "";
const bed = await openDashboardBed();
try {
  await replayDay(bed.server.uiUrl, ["--seed", "2", "--until", "now-24h"]);
  await replayDay(bed.server.uiUrl);
  await bed.store(dayDenials(Date.now()));
  await bed.tell(dayMonitor(Date.now()));
  for (const picture of await pictures(bed)) if (picture.name.includes(wanted)) await take(picture);
} finally {
  await bed.close();
}

async function pictures({ server: { uiUrl } }: DashboardBed): Promise<readonly Picture[]> {
  const overview = { path: "/", shows: RUNAWAY.model };
  return [
    { ...overview, name: "dashboard-overview" },
    { ...overview, name: "dashboard-overview-dark", window: { colorScheme: "dark" } },
    { ...overview, name: "dashboard-overview-phone", window: PHONE },
    { ...overview, name: "dashboard-overview-zh", window: { locale: "zh-CN" } },
    { name: "dashboard-explore", path: "/explore?measure=costNanos&by=user&draw=area", shows: RUNAWAY.user },
    { name: "dashboard-trace", path: await traceOfAgent(uiUrl), shows: "Review the change" },
    { name: "dashboard-errors", path: "/errors?order=count", shows: "503 The engine" },
    { name: "dashboard-budgets", path: "/budgets", shows: RUNAWAY.user },
    { name: "dashboard-alerts", path: "/alerts?show=history", shows: "ProviderTrouble" },
  ];
}

async function take({ name, path, shows, window }: Picture): Promise<void> {
  const page = await bed.open(path, { ...USUAL, ...window });
  await page.getByText(shows).first().waitFor({ state: "attached" });
  if (path === "/" || path.startsWith("/explore")) await page.locator("svg[data-chart]").first().waitFor();
  // Charts that are not in sight yet are drawn when they are; a picture of half a page needs no more than what it shows.
  await page.waitForLoadState("load");
  await settled(page);
  await page.screenshot({ path: join(IMAGES, `${name}.png`), animations: "disabled" });
  await page.context().close();
  process.stdout.write(`${name}\n`);
}

/** The address of the dearest run of the agent, at its model call. */
async function traceOfAgent(url: string): Promise<string> {
  const ask = async <Answer>(path: string) => (await (await fetch(`${url}/api/v1/${path}`)).json()) as Answer;
  const { traces } = await ask<{
    readonly traces: readonly { readonly traceId: string; readonly spans: number }[];
  }>(`traces?order=cost&limit=50&user=${RUNAWAY.user}`);
  const traceId = traces.find(({ spans }) => spans > 1)?.traceId;
  const { spans } = await ask<{
    readonly spans: readonly { readonly spanId: string; readonly kind: string }[];
  }>(`traces/${traceId}`);
  return `/traces/${traceId}?span=${spans.find(({ kind }) => kind === "llm")?.spanId}`;
}
