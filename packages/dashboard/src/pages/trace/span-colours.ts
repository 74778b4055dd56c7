import type { TraceSpan } from "../../api/questions.ts";

/** What the colour of a bar tells: how a span ended where it did not end well, else what it was. */
export type BarMeaning =
  | "failed"
  | "stopped"
  | "running"
  | "llm"
  | "embedding"
  | "tool"
  | "retriever"
  | "rest";

/** The colours of bars, in the order of the legend. */
export const BAR_COLOURS: Readonly<Record<BarMeaning, string>> = {
  llm: "bg-series-1",
  embedding: "bg-series-6",
  tool: "bg-series-2",
  retriever: "bg-series-3",
  rest: "bg-series-rest",
  running: "bg-quiet",
  stopped: "bg-warning",
  failed: "bg-bad",
};

const BY_STATUS: Readonly<Record<string, BarMeaning>> = {
  error: "failed",
  blocked: "failed",
  cancelled: "stopped",
  abandoned: "stopped",
  running: "running",
};

/** What the bar of a span tells by its colour. */
export function barMeaning({ status, kind }: Pick<TraceSpan, "status" | "kind">): BarMeaning {
  const byStatus = BY_STATUS[status];
  if (byStatus !== undefined) return byStatus;
  return kind === "llm" || kind === "embedding" || kind === "tool" || kind === "retriever" ? kind : "rest";
}
