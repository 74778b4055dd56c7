import { useCallback, useEffect, useState } from "react";
import type { TraceSpan } from "../../api/questions.ts";
import { writeSearch } from "../../app/address.ts";
import { filtersOf, type View } from "../../app/view.ts";

/** A span of the stream: a record without its texts. */
export type TailSpan = TraceSpan;

/** Most spans that are kept; older ones fall off the end. */
const MAX_SPANS = 300;

/** Spans of this long are shown at once: more often than this nobody can read. */
const GATHER_MS = 150;

interface Tail {
  /** Newest first. */
  readonly spans: readonly TailSpan[];
  /** Spans that the server left out, since they came faster than they were read. */
  readonly dropped: number;
  readonly clear: () => void;
}

/** Follows the spans that a view's filters leave, as they are stored. */
export function useTail(view: View, isFollowing: boolean): Tail {
  const [spans, setSpans] = useState<readonly TailSpan[]>([]);
  const [dropped, setDropped] = useState(0);
  const address = `/api/v1/tail${writeSearch({ ...filtersOf(view), project: view.project })}`;
  useEffect(() => {
    if (!isFollowing) return undefined;
    let gathered: TailSpan[] = [];
    const stream = new EventSource(address);
    stream.addEventListener("span", ({ data }) => gathered.push(JSON.parse(data)));
    stream.addEventListener("dropped", ({ data }) => setDropped((before) => before + JSON.parse(data).count));
    const timer = setInterval(() => {
      if (gathered.length === 0) return;
      const newest = gathered.toReversed();
      gathered = [];
      setSpans((before) => [...newest, ...before].slice(0, MAX_SPANS));
    }, GATHER_MS);
    return () => {
      stream.close();
      clearInterval(timer);
    };
  }, [address, isFollowing]);
  const clear = useCallback(() => {
    setSpans([]);
    setDropped(0);
  }, []);
  return { spans, dropped, clear };
}
