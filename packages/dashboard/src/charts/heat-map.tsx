/** One field of a heat map. */
export interface HeatCell {
  readonly column: number;
  readonly row: number;
  readonly value: number;
}

interface HeatMapProps {
  /** What the map shows, for those who do not see it. */
  readonly label: string;
  readonly columns: number;
  /** Lower ends of the rows, from the lowest up. */
  readonly rowNames: readonly string[];
  /** Fields with something in them; at least one. */
  readonly cells: readonly HeatCell[];
  /** What a field says when one points at it. */
  readonly tell: (cell: HeatCell) => string;
}

const ROW_HEIGHT = 16;

/** The faintest field still differs from an empty one. */
const MIN_OPACITY = 0.12;

/** Counts by two axes, the darker the more. Rows above and below everything measured are left out. */
export function HeatMap({ label, columns, rowNames, cells, tell }: HeatMapProps) {
  const rows = cells.map(({ row }) => row);
  const [low, high] = [Math.min(...rows), Math.max(...rows)];
  const most = Math.max(...cells.map(({ value }) => value));
  const height = (high - low + 1) * ROW_HEIGHT;
  return (
    <div className="flex gap-2">
      <ol className="flex flex-col-reverse text-right text-[11px] text-quiet tabular-nums">
        {rowNames.slice(low, high + 1).map((name) => (
          <li key={name} className="h-4 leading-4">
            {name}
          </li>
        ))}
      </ol>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${columns} ${height}`}
        preserveAspectRatio="none"
        className="min-w-0 flex-1 rounded bg-raised/40"
        style={{ height }}
      >
        {cells.map((cell) => (
          <rect
            key={`${cell.column}/${cell.row}`}
            x={cell.column}
            y={(high - cell.row) * ROW_HEIGHT}
            width={0.94}
            height={ROW_HEIGHT - 1}
            className="fill-series-1"
            opacity={MIN_OPACITY + (1 - MIN_OPACITY) * Math.sqrt(cell.value / most)}
          >
            <title>{tell(cell)}</title>
          </rect>
        ))}
      </svg>
    </div>
  );
}
