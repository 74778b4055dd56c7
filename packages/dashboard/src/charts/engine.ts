import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  BrushComponent,
  GridComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent,
  BarChart,
  BrushComponent,
  CanvasRenderer,
  GridComponent,
  HeatmapChart,
  LineChart,
  TooltipComponent,
  VisualMapComponent,
]);

/** A chart drawn into an element. */
export interface DrawnChart {
  draw(option: EChartsCoreOption): void;
  /** Calls back with the stretch of time that a person drags over; epoch milliseconds. */
  onBrush(callback: (from: number, to: number) => void): void;
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
    draw: (option) => {
      // Only series are replaced whole: a tooltip that one reads stays.
      chart.setOption(option, { replaceMerge: ["series"] });
      chart.dispatchAction({
        type: "takeGlobalCursor",
        key: "brush",
        brushOption: { brushType: "lineX", brushMode: "single" },
      });
    },
    onBrush: (callback) => {
      chart.on("brushEnd", (event) => {
        const range = brushedRange(event);
        chart.dispatchAction({ type: "brush", areas: [] });
        if (range !== undefined) callback(...range);
      });
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

interface BrushEvent {
  readonly areas?: readonly { readonly coordRange?: readonly number[] }[];
}

function brushedRange(event: unknown): readonly [from: number, to: number] | undefined {
  const [from, to] = (event as BrushEvent).areas?.[0]?.coordRange ?? [];
  return from === undefined || to === undefined || to <= from ? undefined : [from, to];
}
