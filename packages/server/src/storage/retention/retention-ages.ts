/** What is kept for an age of its own. */
export type RetainedKind = "spans" | "payloads" | "rollups";

/** How long each kind of data is kept, in milliseconds; infinity is for ever. */
export type RetentionAges = Readonly<Record<RetainedKind, number>>;

/** Ages for all projects, and those of single projects that differ. */
export interface RetentionSettings {
  readonly default: RetentionAges;
  readonly projects: Readonly<Record<string, { readonly [Kind in RetainedKind]?: number | undefined }>>;
}

const DAY_MS = 86_400_000;

/**
 * The ages of one project. Payloads are kept no longer than their spans, without which nothing leads to them; sums no
 * shorter, or spans that are there would be missing in every total.
 */
export function agesOf({ default: all, projects }: RetentionSettings, project: string): RetentionAges {
  const own = Object.hasOwn(projects, project) ? projects[project] : undefined;
  const spans = own?.spans ?? all.spans;
  return {
    spans,
    payloads: Math.min(own?.payloads ?? all.payloads, spans),
    rollups: Math.max(own?.rollups ?? all.rollups, spans),
  };
}

/**
 * Start of the first UTC day that is kept, in epoch milliseconds; minus infinity when everything is. Data goes by whole
 * days, once the last moment of its day is older than its age: nothing goes too early, and at most a day too late.
 */
export function keptSince(ageMs: number, now: number): number {
  return Math.floor((now - ageMs) / DAY_MS) * DAY_MS;
}
