import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { onDrag } from "./drag.ts";

use([BarChart, CanvasRenderer, GridComponent, LineChart, TooltipComponent]);

/** A chart drawn into an element. */
export interface DrawnChart {
  draw(option: EChartsCoreOption): void;
  /** Calls back with the stretch of time that a person drags over; epoch milliseconds. */
  onStretch(callback: (from: number, to: number) => void): void;
  /** Calls back with the name of the series that a person clicks. */
  onSeries(callback: (name: string) => void): void;
  dispose(): void;
}

/** Draws into an element, and again when its size changes. */
export function drawnChart(element: HTMLElement): DrawnChart {
  const chart = init(element, undefined, { renderer: "canvas" });
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  return {
    // Only series are replaced whole: a tooltip that one reads stays.
    draw: (option) => chart.setOption(option, { replaceMerge: ["series"] }),
    onStretch: (callback) => {
      const momentAt = (x: number) => chart.convertFromPixel({ xAxisIndex: 0 }, x);
      onDrag(element, (from, to) => callback(momentAt(from), momentAt(to)));
    },
    onSeries: (callback) => {
      chart.on("click", ({ seriesName }) => {
        if (seriesName !== undefined) callback(seriesName);
      });
    },
    dispose: () => {
      observer.disconnect();
      chart.dispose();
    },
  };
}
