import type { TraceSummary } from "../../api/questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { rulerMarks } from "../trace/time-ruler.ts";
import type { Session } from "./session-turns.ts";

/** More marks than this would run into each other on a phone. */
const MOST_MARKS = 4;

/** A session to the scale of time: each trace as a bar, those with errors higher and in their colour. */
export function SessionStrip({ session }: { readonly session: Session<TraceSummary> }) {
  const { length } = useFormat();
  const { lengthMs, turns } = session;
  return (
    <div aria-hidden="true" className="mb-4">
      <div className="relative h-8 rounded bg-raised/60">
        {turns.map(({ trace, left, width }) => (
          <span
            key={trace.traceId}
            title={trace.rootName}
            className={`absolute min-w-1 rounded-sm ${trace.errors > 0 ? "inset-y-0.5 bg-bad" : "inset-y-2 bg-series-1"}`}
            style={{ left: `min(${left * 100}%, calc(100% - 0.25rem))`, width: `${width * 100}%` }}
          />
        ))}
      </div>
      <div className="relative h-4">
        {rulerMarks(lengthMs, MOST_MARKS).map(({ ms, place }) => (
          <span
            key={ms}
            className="absolute border-l border-edge/60 pl-1 text-[11px] whitespace-nowrap text-quiet tabular-nums"
            style={{ left: `${place * 100}%` }}
          >
            {ms === 0 ? "0" : length(ms)}
          </span>
        ))}
      </div>
    </div>
  );
}
