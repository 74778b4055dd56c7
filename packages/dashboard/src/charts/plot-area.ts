import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type Stretch, type TimeScale, timeScale } from "./chart-scales.ts";

/** Room for names beside and below what is drawn. The same everywhere, so that charts over the same time lie exactly below one another. */
export const MARGIN = { left: 64, right: 8, top: 8, bottom: 22 } as const;

/** Where things are drawn, in pixels. */
export interface PlotArea {
  /** Of the plot itself, without the margin. */
  readonly width: number;
  readonly height: number;
  /** The time from its left to its right edge. */
  readonly range: Stretch;
  /** How far from its left edge a moment lies. */
  readonly leftOf: TimeScale;
}

/** A plot of that size over that time. */
export function plotArea({ width, height, range }: Omit<PlotArea, "leftOf">): PlotArea {
  return { width, height, range, leftOf: timeScale(range, width) };
}

/** The moment that lies so far from the left edge. */
export function momentAt({ leftOf }: PlotArea, left: number): number {
  return leftOf.invert(left).getTime();
}

/** The size of an element, followed; nothing before it is on the page. */
export function useSize(): {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly width: number;
  readonly height: number;
} {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = () => setSize({ width: current.clientWidth, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { element, ...size };
}
