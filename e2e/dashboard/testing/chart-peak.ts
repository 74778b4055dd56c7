import type { Page } from "playwright-core";

/** Where the highest bar of a chart is, in pixels of the page. */
export interface ChartPeak {
  /** Its middle. */
  readonly x: number;
  /** A little below its top. */
  readonly y: number;
}

/**
 * Looks for the highest bar as a person does: by its pixels. Those of bars are coloured, those of the grid and of letters
 * are grey.
 */
export async function findPeak(page: Page, chart: string): Promise<ChartPeak> {
  const canvas = page.getByRole("img", { name: chart, exact: true }).locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width } = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0 };
  const found: unknown = await page.evaluate(
    `(${HIGHEST_COLUMN})(document.querySelector('[role=img][aria-label="${chart}"] canvas'))`,
  );
  const { left, top, wide } = found as { left: number; top: number; wide: number };
  const scale = width / wide;
  return { x: x + left * scale, y: y + top * scale + 6 };
}

/** The middle of the columns whose colour reaches the highest, to two pixels. */
const HIGHEST_COLUMN = `(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const isColored = (x, y) => {
    const [red, green, blue, alpha] = data.subarray(4 * (y * width + x));
    return alpha > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
  };
  const topOf = (x) => {
    for (let y = 0; y < height - 4; y += 1) if (isColored(x, y) && isColored(x, y + 4)) return y;
    return height;
  };
  const tops = Array.from({ length: width }, (_, x) => topOf(x));
  const top = Math.min(...tops);
  const first = tops.findIndex((one) => one <= top + 2);
  const beyond = tops.findIndex((one, x) => x > first && one > top + 2);
  return { left: (first + (beyond === -1 ? width : beyond)) / 2, top, wide: width };
}`;
