import type { Page } from "playwright-core";

/** Waits until the page awaits nothing any more: neither what was never there, nor the answer to another question. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main:not(:has([aria-busy=true]))").waitFor();
}
