import { max } from "d3-array";
import { line } from "d3-shape";

interface SparkLineProps {
  /** Evenly spaced; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly className?: string;
  /** Bars stand for counts, a line for anything else. */
  readonly kind?: "line" | "bar";
}

const WIDTH = 100;
const HEIGHT = 24;

/** The shape of a few values, beside the number that says how many. For the eye only. */
export function SparkLine({ values, className = "", kind = "line" }: SparkLineProps) {
  const most = max(values, (value) => value) ?? 0;
  if (values.length < 2) return null;
  const step = WIDTH / (kind === "bar" ? values.length : values.length - 1);
  const heightOf = (value: number) => (most === 0 ? 0 : (value / most) * (HEIGHT - 2));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className={`overflow-visible ${className}`}
    >
      {kind === "line" ? (
        <path
          d={linePath(values, step, (value) => HEIGHT - 1 - heightOf(value))}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      ) : (
        <path d={barPath(values, step, heightOf)} fill="currentColor" />
      )}
    </svg>
  );
}

function linePath(
  values: readonly (number | null)[],
  step: number,
  topOf: (value: number) => number,
): string {
  const draw = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => index * step)
    .y((value) => topOf(value ?? 0))
    .digits(2);
  return draw(values) ?? "";
}

function barPath(
  values: readonly (number | null)[],
  step: number,
  heightOf: (value: number) => number,
): string {
  return values
    .map((value, index) => {
      const height = value === null || value === 0 ? 0 : Math.max(1.5, heightOf(value));
      return `M${fixed(index * step)} ${HEIGHT}v${fixed(-height)}h${fixed(step * 0.75)}v${fixed(height)}z`;
    })
    .join("");
}

function fixed(value: number): string {
  return value.toFixed(2);
}
