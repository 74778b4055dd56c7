import type { Page } from "playwright-core";

/** Where the highest bar of a chart is, in pixels of the page. */
export interface ChartPeak {
  /** Its middle. */
  readonly x: number;
  /** The middle of the colour that most of it has. */
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

/**
 * The middle of the columns that are filled up to the highest, to two pixels, and there the middle of what most of it is
 * filled by: what lies on top may be thick or thin, depending on the minute at which a bar begins.
 */
const HIGHEST_COLUMN = `(drawing) => {
  const { left, top, width, height } = drawing.getBoundingClientRect();
  const bars = [...drawing.querySelectorAll("svg path")].map((path) => [path, path.getScreenCTM().inverse()]);
  const filledBy = ([path, toLocal], x) => {
    const rows = [];
    for (let y = top; y < top + height; y += 2)
      if (path.isPointInFill(new DOMPoint(x, y).matrixTransform(toLocal))) rows.push(y);
    return rows;
  };
  const topOf = (x) => Math.min(top + height, ...bars.flatMap((bar) => filledBy(bar, x)));
  const columns = Array.from({ length: Math.floor(width) }, (_, index) => left + index + 0.5);
  const tops = columns.map(topOf);
  const highest = Math.min(...tops);
  const first = tops.findIndex((one) => one <= highest + 2);
  const beyond = tops.findIndex((one, index) => index > first && one > highest + 2);
  const x = (columns[first] + columns[beyond === -1 ? columns.length - 1 : beyond]) / 2;
  const [most] = bars.map((bar) => filledBy(bar, x)).toSorted((a, b) => b.length - a.length);
  return { x, y: most[Math.floor(most.length / 2)] };
}`;
