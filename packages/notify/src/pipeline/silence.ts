/** One condition on one label; a label that is absent has the value "". */
export interface LabelMatcher {
  readonly label: string;
  readonly op: "=" | "!=";
  readonly value: string;
}

/** A time in which alerts with certain labels are not told. */
export interface Silence {
  /** All must match. An empty list matches nothing, so that no slip mutes everything. */
  readonly matchers: readonly LabelMatcher[];
  /** Epoch milliseconds; absent = since ever. */
  readonly startsAt?: number;
  /** Epoch milliseconds; absent = until it is removed. */
  readonly endsAt?: number;
  /** Why, for whoever asks where the alert went. */
  readonly reason: string;
}

/** The first silence that covers these labels now (epoch milliseconds), if there is one. */
export function silenceFor(
  silences: readonly Silence[],
  labels: Readonly<Record<string, string>>,
  now: number,
): Silence | undefined {
  return silences.find((silence) => isActive(silence, now) && coversLabels(silence, labels));
}

function isActive(silence: Silence, now: number): boolean {
  return now >= (silence.startsAt ?? Number.NEGATIVE_INFINITY) && now < (silence.endsAt ?? Infinity);
}

function coversLabels(silence: Silence, labels: Readonly<Record<string, string>>): boolean {
  return (
    silence.matchers.length > 0 &&
    silence.matchers.every(({ label, op, value }) => ((labels[label] ?? "") === value) === (op === "="))
  );
}
