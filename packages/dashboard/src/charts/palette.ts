/** How many series have a colour of their own; styles.css has them. */
const SERIES_COLORS = 8;

/** Colours of a chart, resolved for the canvas, which knows no CSS variables. */
export interface ChartColors {
  readonly series: readonly string[];
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly panel: string;
  readonly accent: string;
  readonly bad: string;
  readonly good: string;
  /** The series that gathers what is not shown by itself. */
  readonly other: string;
}

/** The colours of an element's surroundings. */
export function chartColors(element: Element): ChartColors {
  const probe = document.createElement("span");
  element.append(probe);
  const color = (name: string) => {
    probe.style.color = `var(--color-${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = {
    series: Array.from({ length: SERIES_COLORS }, (_, index) => color(`series-${index + 1}`)),
    ink: color("ink"),
    quiet: color("quiet"),
    line: color("line"),
    panel: color("panel"),
    accent: color("series-1"),
    bad: color("bad"),
    good: color("good"),
    other: color("series-rest"),
  };
  probe.remove();
  return colors;
}
