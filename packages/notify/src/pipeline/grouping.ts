/** Which alerts share a message, and how often there may be one. */
export interface Grouping {
  /** Labels whose values alerts of one group share. */
  readonly by: readonly string[];
  /** How long a change waits for others to join its message. */
  readonly waitMs: number;
  /** Shortest time between two messages of one group to one receiver. */
  readonly intervalMs: number;
  /** How often a group that still fires is told again. */
  readonly repeatMs: number;
}

/** One message per rule, a second after the news, at most two a minute, a reminder every four hours. */
export const DEFAULT_GROUPING: Grouping = {
  by: ["alertname"],
  waitMs: 1_000,
  intervalMs: 30_000,
  repeatMs: 4 * 3_600_000,
};

/** The labels that a group's alerts share; labels that the alert lacks are left out. */
export function groupLabelsOf(
  labels: Readonly<Record<string, string>>,
  by: readonly string[],
): Record<string, string> {
  const groupLabels: Record<string, string> = {};
  for (const name of [...by].sort()) {
    const value = labels[name];
    if (value !== undefined) groupLabels[name] = value;
  }
  return groupLabels;
}

/** Identity of a group, in the notation that Alertmanager uses: `{}:{alertname="HighErrorRate"}`. */
export function groupKeyOf(groupLabels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{}:{${pairs.join(", ")}}`;
}
