import type { ProcessAlert } from "../../api/server-questions.ts";
import type { TracesSearch } from "../../app/page-searches.ts";
import type { FilterDimension, Filters, View } from "../../app/view.ts";

/** Labels whose values pages can be filtered by. */
const DIMENSIONS: ReadonlyMap<string, FilterDimension> = new Map([
  ["model", "model"],
  ["provider", "provider"],
  ["userId", "user"],
  ["sessionId", "session"],
  ["queryType", "queryType"],
  ["environment", "environment"],
  ["service", "service"],
  ["errorClass", "errorClass"],
  ["fingerprint", "fingerprint"],
]);
const METADATA = "metadata.";

/** What calls without a value share, and what calls beyond the bounds of a monitor share. */
const NONE = "(none)";
const OTHERS = "(other)";

/** A minute each side, for alerts that do not say over what time they look. */
const USUAL_WINDOW_MS = 60_000;

/** What of the list of traces an alert is about: narrowed by its labels, its signal and its time. */
export function callsOf(alert: ProcessAlert, project: string | undefined): View & TracesSearch {
  const { labels, startsAt, endsAt, rule } = alert;
  const windowMs = rule?.windowMs ?? USUAL_WINDOW_MS;
  return {
    from: new Date(Date.parse(startsAt) - windowMs).toISOString(),
    ...(endsAt !== undefined && { to: endsAt }),
    ...(project !== undefined && { project }),
    ...filtersOf(labels),
    ...narrowedBySignal(rule?.signal),
  };
}

function filtersOf(labels: ProcessAlert["labels"]): Filters {
  const filters: { [Dimension in FilterDimension]?: string[] } = {};
  for (const [name, value] of Object.entries(labels)) {
    const field = name.startsWith(METADATA) ? name.slice(METADATA.length) : undefined;
    const dimension = field === undefined ? DIMENSIONS.get(name) : "metadata";
    if (dimension === undefined || value === OTHERS) continue;
    const wanted = field === undefined ? value.replace(NONE, "") : `${field}=${value}`;
    filters[dimension] = [...(filters[dimension] ?? []), wanted];
  }
  return filters;
}

function narrowedBySignal(signal: string | undefined): View & TracesSearch {
  switch (signal) {
    case "errorCount":
    case "errorRate":
    case "newErrorFingerprint":
      return { hasError: "true" };
    case "unpricedCalls":
      return { unpriced: "true" };
    case "deniedCalls":
      return { status: ["blocked"] };
    case "abandonedCalls":
      return { status: ["abandoned"] };
    case "slowCalls":
    case "latencyP50":
    case "latencyP95":
    case "latencyP99":
      return { order: "duration" };
    case "cost":
      return { order: "cost" };
    default:
      return {};
  }
}
