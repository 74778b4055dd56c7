import type { Page } from "playwright-core";

/** Where the highest bar of a chart is, in pixels of the page. */
export interface ChartPeak {
  /** Its middle. */
  readonly x: number;
  /** A little below its top. */
  readonly y: number;
}

/** Looks for the highest bar as a person does: by what is drawn, whatever it stands for. */
export async function findPeak(page: Page, chart: string): Promise<ChartPeak> {
  const drawing = page.getByRole("img", { name: chart, exact: true });
  await drawing.scrollIntoViewIfNeeded();
  const found: unknown = await page.evaluate(
    `(${HIGHEST_COLUMN})(document.querySelector('[role=img][aria-label="${chart}"]'))`,
  );
  return found as ChartPeak;
}

/** The middle of the columns that are filled up to the highest, to two pixels. */
const HIGHEST_COLUMN = `(drawing) => {
  const { left, top, width, height } = drawing.getBoundingClientRect();
  const bars = [...drawing.querySelectorAll("svg path")].map((path) => [path, path.getScreenCTM().inverse()]);
  const isFilled = (x, y) => bars.some(([path, toLocal]) => path.isPointInFill(new DOMPoint(x, y).matrixTransform(toLocal)));
  const topOf = (x) => {
    for (let y = top; y < top + height; y += 2) if (isFilled(x, y)) return y;
    return top + height;
  };
  const columns = Array.from({ length: Math.floor(width) }, (_, index) => left + index + 0.5);
  const tops = columns.map(topOf);
  const highest = Math.min(...tops);
  const first = tops.findIndex((one) => one <= highest + 2);
  const beyond = tops.findIndex((one, index) => index > first && one > highest + 2);
  return { x: (columns[first] + columns[beyond === -1 ? columns.length - 1 : beyond]) / 2, y: highest + 6 };
}`;
