import { isRange, momentOf } from "./moments.ts";

/** Dimensions that a person can filter by, as the API names them. */
export const FILTER_DIMENSIONS = [
  "model",
  "requestModel",
  "responseModel",
  "provider",
  "serviceTier",
  "user",
  "session",
  "queryType",
  "service",
  "environment",
  "release",
  "kind",
  "status",
  "errorClass",
  "errorType",
  "fingerprint",
  "dialect",
  "protocol",
  "name",
  "tag",
  "metadata",
] as const;

/** One of the dimensions that a person can filter by. */
export type FilterDimension = (typeof FILTER_DIMENSIONS)[number];

/** Values wanted, by dimension; those of one dimension are alternatives. */
export type Filters = { readonly [Dimension in FilterDimension]?: readonly string[] };

/** What every page looks at; all of it lives in the address, so that a link shows the same. */
export interface View extends Filters {
  /** `now-24h` or an ISO 8601 time. */
  readonly from?: string;
  /** `now` or an ISO 8601 time. */
  readonly to?: string;
  readonly project?: string;
}

/** The range that is shown when the address names none. */
export const USUAL_FROM = "now-24h";

/** Ranges offered by a click. */
export const QUICK_RANGES = ["now-15m", "now-1h", "now-6h", "now-24h", "now-7d", "now-30d"] as const;

/** A range offered by a click. */
export type QuickRange = (typeof QUICK_RANGES)[number];

/** Most values of one filter that an address is read for. */
const MAX_VALUES = 100;

/** The view of an address; what is not understood, such as a range that is none, is left out. */
export function viewOf(search: Readonly<Record<string, unknown>>, now = Date.now()): View {
  const view: Record<string, string | readonly string[]> = {};
  const names = namesSenselessRange(search, now) ? ["project"] : ["from", "to", "project"];
  for (const name of names) {
    const value = search[name];
    if (typeof value === "string" && value !== "") view[name] = value;
  }
  for (const dimension of FILTER_DIMENSIONS) {
    const values = textsOf(search[dimension]);
    if (values.length > 0) view[dimension] = values;
  }
  return view;
}

/** Whether an address names a range that is none: then the usual one is shown. */
export function namesSenselessRange({ from, to }: Readonly<Record<string, unknown>>, now: number): boolean {
  if (!isGiven(from) && !isGiven(to)) return false;
  const range = { from: isGiven(from) ? from : USUAL_FROM, to: isGiven(to) ? to : "now" };
  return !isRange(range, now);
}

function isGiven(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** The filters of a view, without its range. */
export function filtersOf(view: View): Filters {
  const { from: _from, to: _to, project: _project, ...filters } = view;
  return filters;
}

/** A view without its filters. */
export function rangeOf({ from, to, project }: View): View {
  return viewOf({ from, to, project });
}

/** What another page takes over from the address of this one. */
export function keptView(search: object): View {
  return viewOf({ ...search });
}

/** A view with one filter more, such as to go from a name to what it stands for. */
export function narrowed(view: View, dimension: FilterDimension, value: string): View {
  return { ...view, [dimension]: [value] };
}

/** A view of a stretch of time; epoch milliseconds. */
export function zoomed(view: View, from: number, to: number): View {
  return { ...view, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** A view of twice the time about the middle, no further than now. */
export function zoomedOut(view: View, now: number): View {
  const { from = USUAL_FROM, to = "now" } = view;
  const [start, end] = [momentOf(from, now), momentOf(to, now)];
  const last = Math.min(now, end + (end - start) / 2);
  return zoomed(view, last - 2 * (end - start), last);
}

/** A view as parameters of the API, which calls everything the same. */
export function parametersOf(view: View): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(viewOf({ ...view })).map(([name, value]) => [
      name,
      typeof value === "string" ? value : [...value],
    ]),
  );
}

/** A view with a value of a dimension wanted, or no longer wanted. */
export function toggled(view: View, dimension: FilterDimension, value: string): View {
  const values = view[dimension] ?? [];
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  const { [dimension]: _before, ...rest } = view;
  return next.length === 0 ? rest : { ...rest, [dimension]: next };
}

/** Whether a view follows the time: only then is there anything to update. */
export function isLive({ to = "now" }: View): boolean {
  return to === "now";
}

function textsOf(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter((one) => typeof one === "string" || typeof one === "number")
    .map(String)
    .slice(0, MAX_VALUES);
}
