// Usage: node e2e/dashboard/testing/take-screenshots.ts
//
// Takes the pictures of docs/images from a server of its own with a replayed day in it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { openDashboardBed } from "./dashboard-bed.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const SERVER = join(ROOT, "packages", "server", "src", "cli", "breakwater.ts");
const VIEWPORT = { width: 1360, height: 860 };

const bed = await openDashboardBed();
try {
  const replay = spawnSync(process.execPath, [SERVER, "replay", "--url", bed.server.uiUrl], {
    stdio: "inherit",
  });
  if (replay.status !== 0) throw new Error("The replay failed: see above.");
  await take("dashboard-overview", "/", "light");
  await take("dashboard-overview-dark", "/", "dark");
  await take("dashboard-explore", "/explore?measure=costNanos&by=queryType&draw=area", "light");
  await take("dashboard-trace", await traceWithTexts(), "light");
} finally {
  await bed.close();
}

async function take(name: string, path: string, colorScheme: "light" | "dark"): Promise<void> {
  const page = await bed.open(path, { colorScheme, viewport: VIEWPORT, locale: "en-US" });
  await page
    .locator(path.startsWith("/traces/") ? "ol > li" : "canvas")
    .first()
    .waitFor();
  await page.locator("main", { hasText: "Loading…" }).waitFor({ state: "hidden" });
  await page.screenshot({ path: join(ROOT, "docs", "images", `${name}.png`) });
}

/** The address of a trace of several steps whose prompt is there. */
async function traceWithTexts(): Promise<string> {
  const found = await fetch(`${bed.server.uiUrl}/api/v1/search?q=documents&limit=1`);
  const { hits }: { hits: readonly { traceId: string; spanId: string }[] } = JSON.parse(await found.text());
  const [hit] = hits;
  if (hit === undefined) throw new Error("The replayed day has no prompt to show.");
  return `/traces/${hit.traceId}?span=${hit.spanId}`;
}
