import { formatCompact } from "@breakwater/core/report/format-values";
import type { StatusAnswer } from "./doctor-facts.ts";
import { type Finding, fine, warning } from "./finding.ts";

/** What arrived beside spans and is not used: fine as long as the spans come too. */
export function unusedFindings({ unused, arrivals }: StatusAnswer): readonly Finding[] {
  const groups = Map.groupBy(unused, ({ signal, dialect }) => `${signal} ${dialect}`);
  const found = [...groups.values()].map((of): Finding => {
    const [first] = of;
    const count = of.reduce((sum, arrival) => sum + arrival.count, 0);
    const what = first?.signal === "logs" ? "log records" : "data points";
    const dialect = first?.dialect === "none" ? "no LLM's" : (first?.dialect ?? "");
    const services = [...new Set(of.map(({ service }) => service || "(no service name)"))]
      .slice(0, 3)
      .join(", ");
    const message = `${formatCompact(count)} ${what} (${dialect}) of ${services} since the server started; nothing of them is kept`;
    return fine("unused", message);
  });
  const tellsOfCalls = unused.some(({ dialect }) => dialect !== "none");
  if (arrivals.length > 0 || !tellsOfCalls) return found;
  const message =
    "Logs or metrics of model calls arrive, and no spans. Everything is counted from spans: switch on the exporter of traces.";
  return [...found, warning("unused", message)];
}
