import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { type TraceAddress, type TraceSpan, traceTextQuestion } from "../../api/questions.ts";
import { isFoundBy } from "./shown-span.ts";
import type { TraceRow } from "./trace-tree.ts";

/** What a search in a trace has found. */
export interface TraceHits {
  /** In the order in which the spans are shown; absent while nothing is searched for. */
  readonly spanIds: ReadonlySet<string> | undefined;
  /** Which hit is chosen, from 1; 0 when none is. */
  readonly at: number;
  /** Prompts and answers are still being looked through. */
  readonly isLooking: boolean;
  /** Goes on to the next hit, or back; from the last it goes on with the first. */
  readonly walk: (isBack: boolean) => void;
}

interface TraceSearchOptions {
  readonly text: string;
  readonly rows: readonly TraceRow<TraceSpan>[];
  readonly address: TraceAddress;
  readonly selected: string | undefined;
  readonly onSelect: (spanId: string) => void;
}

/** Searches the names of spans here, and their prompts and answers on the server; a new text chooses its first hit. */
export function useTraceSearch({ text, rows, address, selected, onSelect }: TraceSearchOptions): TraceHits {
  const range = useMemo(() => rangeOf(rows), [rows]);
  const { data: told, isFetching } = useQuery(
    traceTextQuestion(address.traceId, text, {
      ...range,
      ...(address.project && { project: address.project }),
    }),
  );
  const hits = useMemo(() => {
    if (text === "") return undefined;
    const inTexts = new Set(told);
    return rows.flatMap(({ span }) =>
      isFoundBy(text, span) || inTexts.has(span.spanId) ? [span.spanId] : [],
    );
  }, [text, rows, told]);
  const spanIds = useMemo(() => hits && new Set(hits), [hits]);
  const isChosen = selected !== undefined && spanIds?.has(selected) === true;
  const [first] = hits ?? [];
  // What an address brings along is not jumped away from.
  const jumpedFor = useRef(selected === undefined ? "" : text);
  useEffect(() => {
    if (text === "") jumpedFor.current = "";
    if (first === undefined || jumpedFor.current === text) return;
    jumpedFor.current = text;
    if (!isChosen) onSelect(first);
  }, [first, text, isChosen, onSelect]);
  const at = isChosen ? (hits ?? []).indexOf(selected) + 1 : 0;
  return {
    spanIds,
    at,
    isLooking: text !== "" && isFetching,
    walk: (isBack) => {
      if (hits === undefined || hits.length === 0) return;
      const next = isBack ? Math.max(at, 1) - 2 : at;
      const target = hits.at(next % hits.length);
      if (target !== undefined) onSelect(target);
    },
  };
}

/** A range that holds the starts of all spans. */
function rangeOf(rows: readonly TraceRow<TraceSpan>[]): { readonly from: string; readonly to: string } {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const { startMs } of rows) {
    least = Math.min(least, startMs);
    most = Math.max(most, startMs);
  }
  return {
    from: new Date(Math.floor(Math.min(least, most))).toISOString(),
    to: new Date(Math.floor(most) + 1).toISOString(),
  };
}
