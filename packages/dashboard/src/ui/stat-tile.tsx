import type { ReactNode } from "react";
import { SparkLine } from "../charts/spark-line.tsx";

interface StatTileProps {
  readonly label: string;
  readonly value: ReactNode;
  /** The value of the time before, set against this one. */
  readonly change?: ReactNode;
  /** The line below. */
  readonly note?: ReactNode;
  /** Empty while it is on its way: its place is kept, so that nothing below moves when it comes. */
  readonly trend?: readonly (number | null)[];
  /** The value is on its way. */
  readonly isBusy?: boolean;
}

/** One number that matters, with its name and its way there. */
export function StatTile({ label, value, change, note, trend, isBusy = false }: StatTileProps) {
  return (
    <div aria-busy={isBusy} className="min-w-0 rounded-xl border border-line bg-panel p-4">
      <dt className="flex items-baseline justify-between gap-2 text-xs font-medium text-quiet">
        <span className="truncate">{label}</span>
        {change}
      </dt>
      <dd className="mt-1 truncate text-2xl font-semibold tracking-tight tabular-nums">{value}</dd>
      <dd className="mt-0.5 min-h-4 text-xs text-quiet sm:truncate">{note}</dd>
      {trend !== undefined && (
        <dd className="mt-2 h-7">
          {trend.length > 1 && <SparkLine values={trend} className="h-full w-full text-series-1" />}
        </dd>
      )}
    </div>
  );
}
