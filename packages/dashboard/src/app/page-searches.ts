/** What pages keep in their address beside the view. What is not understood is left out. */
type Search = Readonly<Record<string, unknown>>;

/** The list of traces: what it is ordered by and narrowed to. */
export interface TracesSearch {
  readonly order?: "duration" | "cost";
  readonly text?: string;
  /** Words in prompts and answers; then these are searched, not names. */
  readonly find?: string;
  readonly hasError?: "true";
  readonly unpriced?: "true";
  readonly minDurationMs?: string;
  readonly maxDurationMs?: string;
  readonly minCostNanos?: string;
}

export function tracesSearch(search: Search): TracesSearch {
  return {
    ...oneOf(search, "order", ["duration", "cost"]),
    ...textOf(search, "text"),
    ...textOf(search, "find", true),
    ...oneOf(search, "hasError", ["true"]),
    ...oneOf(search, "unpriced", ["true"]),
    ...numberOf(search, "minDurationMs"),
    ...numberOf(search, "maxDurationMs"),
    ...numberOf(search, "minCostNanos"),
  };
}

/**
 * A trace: which span is shown, a moment about which it is found quicker, what is searched for in it and how it is
 * drawn; and of the list that one came from what it was narrowed to, so that one finds the way back.
 */
export interface TraceSearch extends TracesSearch {
  readonly span?: string;
  readonly at?: string;
  readonly q?: string;
  readonly only?: "true";
  readonly as?: "tree";
}

export function traceSearch(search: Search): TraceSearch {
  return {
    ...tracesSearch(search),
    ...textOf(search, "span"),
    ...textOf(search, "at"),
    ...textOf(search, "q"),
    ...oneOf(search, "only", ["true"]),
    ...oneOf(search, "as", ["tree"]),
  };
}

/** Users or sessions. */
export interface PeopleSearch {
  readonly order?: "calls" | "errors" | "latency" | "lastSeen";
  readonly search?: string;
}

export function peopleSearch(search: Search): PeopleSearch {
  return {
    ...oneOf(search, "order", ["calls", "errors", "latency", "lastSeen"]),
    ...textOf(search, "search"),
  };
}

/** Error groups. */
export interface ErrorsSearch {
  readonly order?: "count" | "users" | "cost";
}

export function errorsSearch(search: Search): ErrorsSearch {
  return oneOf(search, "order", ["count", "users", "cost"]);
}

/** Alerts: those that fire or all of the range, and the labels that they must have, as `name=value`. */
export interface AlertsSearch {
  readonly show?: "history";
  readonly label?: readonly string[];
}

export function alertsSearch(search: Search): AlertsSearch {
  const given = search["label"];
  const label = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === "string");
  return { ...oneOf(search, "show", ["history"]), ...(label.length > 0 && { label: label.slice(0, 20) }) };
}

/** Models: the measure by which they are sorted. */
export interface ModelsSearch {
  readonly order?: string;
}

export function modelsSearch(search: Search): ModelsSearch {
  return textOf(search, "order");
}

/** A chart of one's own. */
export interface ExploreSearch {
  readonly measure?: string;
  readonly by?: string;
  readonly draw?: "area" | "line" | "bar" | "table";
  readonly compare?: "true";
  /** The measure by which the table is sorted. */
  readonly order?: string;
}

export function exploreSearch(search: Search): ExploreSearch {
  return {
    ...textOf(search, "measure"),
    ...textOf(search, "by"),
    ...oneOf(search, "draw", ["area", "line", "bar", "table"]),
    ...oneOf(search, "compare", ["true"]),
    ...textOf(search, "order"),
  };
}

function oneOf<Name extends string, const Value extends string>(
  search: Search,
  name: Name,
  values: readonly Value[],
): { readonly [Key in Name]?: Value } {
  const found = values.find((value) => value === search[name]);
  return (found === undefined ? {} : { [name]: found }) as { [Key in Name]?: Value };
}

function textOf<Name extends string>(
  search: Search,
  name: Name,
  mayBeEmpty = false,
): { readonly [Key in Name]?: string } {
  const value = search[name];
  const isText = typeof value === "string" && (mayBeEmpty || value !== "");
  return (isText ? { [name]: value } : {}) as { [Key in Name]?: string };
}

function numberOf<Name extends string>(search: Search, name: Name): { readonly [Key in Name]?: string } {
  const { [name]: text } = textOf(search, name);
  return (Number(text) > 0 ? { [name]: text } : {}) as { [Key in Name]?: string };
}
