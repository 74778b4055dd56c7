/** How the spans of a trace are drawn: as a tree alone, or beside their bars. */
export type TraceDrawing = "tree" | "waterfall";

/** The columns of spans: name, bar, tokens, first token, duration, cost; narrow places keep name, duration and cost. */
export const TRACE_COLUMNS: Readonly<Record<TraceDrawing, string>> = {
  waterfall:
    "grid grid-cols-[minmax(0,1fr)_3.25rem_4.25rem] items-center gap-x-2 px-2 @xl:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_3rem_3.75rem_3rem_4.5rem]",
  tree: "grid grid-cols-[minmax(0,1fr)_3.25rem_4.25rem] items-center gap-x-2 px-2 @xl:grid-cols-[minmax(0,1fr)_4rem_4rem_4rem_5rem]",
};

/** Where bars are drawn: in their column, or, where there is none, along the bottom of the line. */
export const BAR_PLACE = "absolute inset-x-2 bottom-0.5 h-1 @xl:relative @xl:inset-x-0 @xl:bottom-0 @xl:h-3";
