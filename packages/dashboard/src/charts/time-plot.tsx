import { type PointerEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { TimeAxis, ValueAxis } from "./chart-axes.tsx";
import { endOfStep, highest, type Layer, layerAt, layersOf, stepAt } from "./chart-layers.ts";
import { valueScale } from "./chart-scales.ts";
import { StepTooltip, TooltipBox } from "./chart-tooltip.tsx";
import { areaPath, barPath, linePath, type Places } from "./layer-path.ts";
import { MARGIN, momentAt, type PlotArea, plotArea, useSize } from "./plot-area.ts";
import type { TimeChartProps } from "./time-chart-props.ts";
import type { ChartKind, SeriesPoint } from "./time-series.ts";
import { tooltipRows } from "./tooltip-rows.ts";
import { useBrush } from "./use-brush.ts";

interface TimePlotProps extends TimeChartProps {
  readonly colors: readonly string[];
  /** The series that one points at, here or in the legend. */
  readonly pointed: number | undefined;
  readonly onPoint: (place: number | undefined) => void;
}

/** How near to a line, in pixels, one has to point to mean it. */
const REACH = 24;

/** The drawing of a chart over time. */
export function TimePlot(props: TimePlotProps) {
  const { label, series, kind, colors, pointed, onZoom } = props;
  const { i18n } = useTranslation();
  const { element, width, height } = useSize();
  const plot = usePlot(props, width, height);
  const { area, layers, places, points, hovered, shade } = plot;
  const format = (value: number) => props.format(value, i18n.language);
  const formatTick = (value: number) => (props.formatTick ?? props.format)(value, i18n.language);
  const cursor = plot.canChoose ? "cursor-pointer" : onZoom && "cursor-crosshair";
  return (
    <div ref={element} className="relative size-full">
      {area.width > 0 && (
        <svg
          role="img"
          aria-label={label}
          data-chart={kind}
          width={width}
          height={height}
          className={`block touch-pan-y select-none ${cursor ?? ""}`}
          {...plot.handlers}
        >
          <ValueAxis area={area} scale={plot.scale} format={formatTick} />
          <svg
            aria-hidden="true"
            x={MARGIN.left}
            y={MARGIN.top}
            width={area.width}
            height={area.height}
            overflow="hidden"
          >
            {hovered !== undefined && <HoveredStep points={points} index={hovered} area={area} />}
            {layers.map((layer, place) => (
              <DrawnLayer
                key={`${layer.series.name}/${layer.series.movedMs ?? ""}`}
                layer={layer}
                kind={kind}
                places={places}
                color={colors[place] ?? ""}
                isFaint={pointed !== undefined && pointed !== place}
              />
            ))}
            {shade && <rect x={shade.left} width={shade.width} height="100%" className="fill-accent/15" />}
          </svg>
          <TimeAxis area={area} />
        </svg>
      )}
      {hovered !== undefined && shade === undefined && (
        <TooltipBox left={MARGIN.left + middleOf(points, hovered, area)} within={width}>
          <StepTooltip
            content={tooltipRows(series, hovered, { addsUp: props.addsUp ?? kind !== "line" })}
            step={{ from: points[hovered]?.[0] ?? 0, to: endOfStep(points, hovered) }}
            colors={colors}
            pointed={pointed}
            format={format}
          />
        </TooltipBox>
      )}
    </div>
  );
}

/** What is drawn where, and what a person points at. */
function usePlot(props: TimePlotProps, width: number, height: number) {
  const { series, kind, pointed, onPoint, onZoom, onSeries } = props;
  const [place, setPlace] = useState<number>();
  const layers = useMemo(() => layersOf(series, kind), [series, kind]);
  const points = series.find(({ movedMs }) => movedMs === undefined)?.points ?? [];
  const hovered = place !== undefined && place < points.length ? place : undefined;
  const area = areaOf(points, { width, height, range: props.range });
  const scale = valueScale(highest(layers), area.height);
  const places: Places = { left: area.leftOf, top: scale.topOf };
  const key = pointed === undefined || hovered === undefined ? undefined : series[pointed]?.key;
  const targetOf = ({ clientX, clientY, currentTarget }: PointerEvent<Element>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const index = stepAt(points, momentAt(area, clientX - left - MARGIN.left));
    const value = scale.valueAt(clientY - top - MARGIN.top);
    const reach = (REACH / area.height) * scale.most;
    return { index, layer: layerAt(layers, { index, value, reach }, kind) };
  };
  const { shade, handlers } = useBrush({
    inset: MARGIN.left,
    onStretch: onZoom && ((from, to) => onZoom(momentAt(area, from), momentAt(area, to))),
    onPress: (event) => {
      const pressed = targetOf(event).layer;
      const chosen = pressed === undefined ? undefined : series[pressed]?.key;
      if (chosen !== undefined) onSeries?.(chosen);
    },
  });
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    handlers.onPointerMove(event);
    const { index, layer } = targetOf(event);
    setPlace(index);
    onPoint(layer);
  };
  const onPointerLeave = () => {
    setPlace(undefined);
    onPoint(undefined);
  };
  return {
    area,
    layers,
    places,
    points,
    scale,
    hovered,
    shade,
    canChoose: key !== undefined && onSeries !== undefined,
    handlers: { ...handlers, onPointerMove, onPointerLeave },
  };
}

function areaOf(
  points: readonly SeriesPoint[],
  {
    width,
    height,
    range,
  }: { readonly width: number; readonly height: number; readonly range: TimeChartProps["range"] },
): PlotArea {
  const own = {
    from: points[0]?.[0] ?? 0,
    to: points.length === 0 ? 0 : endOfStep(points, points.length - 1),
  };
  return plotArea({
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
    range: range ?? own,
  });
}

function middleOf(points: readonly SeriesPoint[], index: number, area: PlotArea): number {
  const middle = ((points[index]?.[0] ?? 0) + endOfStep(points, index)) / 2;
  return Math.min(area.width, Math.max(0, area.leftOf(middle)));
}

interface HoveredStepProps {
  readonly points: readonly SeriesPoint[];
  readonly index: number;
  readonly area: PlotArea;
}

/** The step that the tooltip tells of. */
function HoveredStep({ points, index, area }: HoveredStepProps) {
  const left = area.leftOf(points[index]?.[0] ?? 0);
  const width = Math.max(1, area.leftOf(endOfStep(points, index)) - left);
  return <rect x={left} width={width} height="100%" className="fill-raised" />;
}

interface DrawnLayerProps {
  readonly layer: Layer;
  readonly kind: ChartKind;
  readonly places: Places;
  readonly color: string;
  /** Another one is pointed at. */
  readonly isFaint: boolean;
}

function DrawnLayer({ layer, kind, places, color, isFaint }: DrawnLayerProps) {
  const isBefore = layer.series.movedMs !== undefined;
  return (
    <g
      data-series={isBefore ? "before" : layer.series.name}
      style={{ color }}
      opacity={isFaint ? 0.25 : 1}
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {kind === "bar" && !isBefore && <path d={barPath(layer, places)} fill="currentColor" />}
      {kind === "area" && !isBefore && (
        <path d={areaPath(layer, places)} fill="currentColor" fillOpacity={0.35} />
      )}
      {(kind !== "bar" || isBefore) && (
        <path
          d={linePath(layer, places)}
          stroke="currentColor"
          strokeWidth={isBefore ? 1.5 : 1.75}
          strokeDasharray={isBefore ? "5 4" : undefined}
        />
      )}
    </g>
  );
}
