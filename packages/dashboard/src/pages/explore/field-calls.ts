import type { TracesSearch } from "../../app/page-searches.ts";
import { type View, zoomed } from "../../app/view.ts";
import type { Stretch } from "../../charts/chart-scales.ts";

/** What the heat map counts: calls that are paid for, and that came to an end of their own. */
const COUNTED = { kind: ["llm", "embedding"], status: ["ok", "error"] } as const;

/** The list of traces that have calls of a field of the heat map, as an address. */
export function callsOfField(
  view: View,
  {
    stretch: { from, to },
    lengthMs: [least = 0, most],
  }: {
    readonly stretch: Stretch;
    /** Where its row begins and ends; the last row has no end. */
    readonly lengthMs: readonly number[];
  },
): View & TracesSearch {
  return {
    ...COUNTED,
    ...zoomed(view, from, to),
    order: "duration",
    ...(least > 0 && { minDurationMs: String(least) }),
    ...(most !== undefined && { maxDurationMs: String(most) }),
  };
}

/** What of a stretch lies in another: the first and the last column of a map reach beyond what was asked for. */
export function within(stretch: Stretch, outer: Stretch): Stretch {
  return { from: Math.max(stretch.from, outer.from), to: Math.min(stretch.to, outer.to) };
}
