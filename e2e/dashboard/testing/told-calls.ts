import type { Page } from "playwright-core";

/** How many calls the overview tells of. */
export function toldCalls(page: Page): Promise<string | null> {
  return page
    .locator("dl > div", { hasText: /^Calls/ })
    .locator("dd")
    .first()
    .textContent();
}
