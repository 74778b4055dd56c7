import type { AlertRule } from "@breakwater/core/alert/rule";
import type { AlertSample } from "@breakwater/core/alert/state-machine";
import { OTHER_KEY } from "@breakwater/core/signals/bounded-totals";
import type { Alert } from "@breakwater/notify/alert";
import { type DimensionReader, dimensionReader } from "./alert-dimensions.ts";
import { alertAnnotations } from "./alert-texts.ts";
import { AlertTrack, type TrackTexts } from "./alert-track.ts";
import type { RecordFacts } from "./record-facts.ts";
import type { RecordSignal } from "./record-signal.ts";
import type { SharedRoom } from "./seen-values.ts";
import { type LookResult, type Moment, ruleLabels, type Watch, type WatchParts } from "./watch.ts";
import { WatchedGroup } from "./watched-group.ts";
import { stepMs } from "./window-sum.ts";

/** A group that orders durations takes tens of kilobytes and time to look at, so rules on quantiles get fewer. */
const MAX_QUANTILE_GROUPS = 100;
/** New counts told by one look; texts take time, and whoever had to wait comes first at the next look. */
const MAX_UPDATES_PER_LOOK = 100;

/** What a RecordWatch is made of. */
export interface RecordWatchParts extends WatchParts {
  readonly signal: RecordSignal;
  readonly userRoom: SharedRoom;
  /** When the rule came into force, on the time that never goes back. */
  readonly startedAt: number;
}

interface Entry {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly windows: WatchedGroup;
  readonly track: AlertTrack;
  readonly createdAt: number;
}

/**
 * A rule on what records say. It has at most `maxGroups` groups; the records of all further ones go to one group whose
 * dimensions are all `(other)`.
 */
export class RecordWatch implements Watch {
  rule: AlertRule;
  readonly #parts: RecordWatchParts;
  readonly #maxGroups: number;
  readonly #dimensions: readonly string[];
  readonly #readers: readonly DimensionReader[];
  readonly #entries = new Map<string, Entry>();
  #folded = 0;

  constructor(rule: AlertRule, parts: RecordWatchParts) {
    this.rule = rule;
    this.#parts = parts;
    const isQuantile = parts.signal.kind === "quantile";
    this.#maxGroups = isQuantile ? Math.min(parts.maxGroups, MAX_QUANTILE_GROUPS) : parts.maxGroups;
    this.#dimensions = dimensionsOf(rule);
    this.#readers = this.#dimensions.map(dimensionReader);
    if (this.#watchesSilence()) this.#entryOf([], parts.startedAt);
  }

  onRecord(facts: RecordFacts, time: number): void {
    if (!this.#parts.signal.concerns(facts, this.rule)) return;
    const values = this.#readers.map((read) => read(facts.record));
    this.#entryOf(values, time).windows.add(facts, this.rule, time);
  }

  /** Counts events that no record tells of, in the group of a rule without dimensions. */
  addCount(count: number, time: number): void {
    this.#entryOf([], time).windows.addCount(count, time);
  }

  look(moment: Moment): LookResult {
    const alerts: Alert[] = [];
    let updates = 0;
    let againAfterMs = Number.POSITIVE_INFINITY;
    for (const [key, entry] of [...this.#entries]) {
      const { alert, isUpdate } = this.#advance(entry, moment, updates < MAX_UPDATES_PER_LOOK);
      if (alert !== undefined) alerts.push(alert);
      if (isUpdate) {
        updates += 1;
        this.#entries.delete(key);
        this.#entries.set(key, entry);
      }
      againAfterMs = Math.min(againAfterMs, this.#restMs(entry, moment.time));
      if (this.#isForgettable(entry, moment.time)) this.#forget(key, entry);
    }
    return { alerts, againAfterMs };
  }

  firing(): readonly Alert[] {
    return [...this.#entries.values()].flatMap(({ track }) => track.firing ?? []);
  }

  end(moment: Moment): readonly Alert[] {
    return [...this.#entries].flatMap(([key, entry]) => {
      const alert = entry.track.end(moment.now, this.#textsOf(entry, moment.time));
      this.#forget(key, entry);
      return alert ?? [];
    });
  }

  stats(): { groups: number; folded: number } {
    return { groups: this.#entries.size, folded: this.#folded };
  }

  #advance(
    entry: Entry,
    { now, time }: Moment,
    mayUpdate: boolean,
  ): { readonly alert: Alert | undefined; readonly isUpdate: boolean } {
    const { track, windows } = entry;
    const { events } = windows;
    const wasActive = track.isActive;
    const effect = track.advance(this.#sampleOf(entry, time), now, this.rule);
    if (!wasActive && track.isActive) events.begin(time);
    const isTurn = effect?.kind === "fire" || effect?.kind === "resolve";
    const isUpdate = !isTurn && mayUpdate && track.isStale(events.countSinceBegin);
    const alert = isTurn || isUpdate ? track.tell(effect, this.#textsOf(entry, time)) : undefined;
    if (wasActive && !track.isActive) events.end();
    return { alert, isUpdate };
  }

  /** A count that is too low means something only once a whole window was watched, and of a group that is alive. */
  #sampleOf({ windows, createdAt }: Entry, time: number): AlertSample {
    const { rule } = this;
    const isTooEarly = this.#isLowCount() && time - createdAt < rule.windowMs;
    const isGone = this.#isLowCount() && this.#dimensions.length > 0 && windows.isEmpty(time);
    return isTooEarly || isGone ? { kind: "missing" } : windows.sample(rule, time);
  }

  #textsOf({ windows, dimensions }: Entry, time: number): TrackTexts {
    const events = windows.events.view(time);
    return {
      count: events.count,
      annotations: (telling) => alertAnnotations({ ...telling, rule: this.rule, dimensions, events }),
    };
  }

  /** How long the group need not be looked at if no record comes. */
  #restMs({ track, windows }: Entry, time: number): number {
    if (track.isActive) return 0;
    const canTurn = this.#watchesSilence() || this.#canFallLow(windows, time);
    return canTurn || windows.canWorsenInSilence(this.rule, time)
      ? stepMs(this.rule.windowMs)
      : Number.POSITIVE_INFINITY;
  }

  #canFallLow(windows: WatchedGroup, time: number): boolean {
    return this.#isLowCount() && !windows.isEmpty(time);
  }

  #isForgettable({ track, windows }: Entry, time: number): boolean {
    return !track.isActive && windows.isEmpty(time) && !this.#watchesSilence();
  }

  #forget(key: string, { windows }: Entry): void {
    windows.events.dispose();
    this.#entries.delete(key);
  }

  #isLowCount(): boolean {
    const { op } = this.rule.condition;
    return this.#parts.signal.kind === "sum" && (op === "<" || op === "<=");
  }

  /** True for a rule such as "fewer than 10 calls in 5 minutes": it has to look though nothing happens. */
  #watchesSilence(): boolean {
    return this.#isLowCount() && this.#dimensions.length === 0;
  }

  #entryOf(values: readonly string[], time: number): Entry {
    const [first = ""] = values;
    const key = values.length <= 1 ? first : values.join("\u0000");
    const found = this.#entries.get(key);
    if (found !== undefined) return found;
    if (this.#entries.size < this.#maxGroups) return this.#addEntry(key, values, time);
    this.#folded += 1;
    const others = this.#dimensions.map(() => OTHER_KEY);
    const otherKey = others.join("\u0000");
    return this.#entries.get(otherKey) ?? this.#addEntry(otherKey, others, time);
  }

  #addEntry(key: string, values: readonly string[], createdAt: number): Entry {
    const { rule, signal, userRoom, labels } = { rule: this.rule, ...this.#parts };
    const dimensions = Object.fromEntries(this.#dimensions.map((name, index) => [name, values[index] ?? ""]));
    const entry: Entry = {
      dimensions,
      windows: new WatchedGroup({ signal, windowMs: rule.windowMs, userRoom }),
      track: new AlertTrack(ruleLabels(rule, dimensions, labels)),
      createdAt,
    };
    this.#entries.set(key, entry);
    return entry;
  }
}

/** New errors are told one by one, whatever else they are grouped by. Dropped records have no dimensions. */
function dimensionsOf({ signal, groupBy }: AlertRule): readonly string[] {
  if (signal === "droppedRecords") return [];
  const dimensions = [...new Set(groupBy)];
  return signal === "newErrorFingerprint" && !dimensions.includes("fingerprint")
    ? [...dimensions, "fingerprint"]
    : dimensions;
}
