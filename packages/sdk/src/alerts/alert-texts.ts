import type { AlertRule, AlertSignal } from "@breakwater/core/alert/rule";
import { formatUsd } from "@breakwater/core/money/nanos";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import { formatDuration, formatRate, formatShare } from "@breakwater/core/report/format-values";
import type { EventsView, SeenNames } from "./alert-events.ts";

const LONGEST_ERROR = 300;
const MAX_MODELS_NAMED = 3;

/** Kept, because making one takes far longer than using it and texts are made while a storm goes on. */
const COUNT_FORMAT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** An alert as its texts see it. Times are epoch milliseconds; `value` has the signal's unit. */
export interface AlertStory {
  readonly rule: AlertRule;
  /** The values of the rule's dimensions. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly events: EventsView;
  readonly startsAt: number;
  /** Present = it is over. */
  readonly endsAt?: number | undefined;
}

/** Names of a number of events: one, many. */
type Noun = readonly [string, string];

const EVENT_NOUNS: Readonly<Record<AlertSignal, Noun>> = {
  errorCount: ["error", "errors"],
  errorRate: ["failed call", "failed calls"],
  latencyP50: ["call beyond it", "calls beyond it"],
  latencyP95: ["call beyond it", "calls beyond it"],
  latencyP99: ["call beyond it", "calls beyond it"],
  timeToFirstTokenP95: ["call beyond it", "calls beyond it"],
  tokensPerSecond: ["call beyond it", "calls beyond it"],
  cost: ["call", "calls"],
  calls: ["call", "calls"],
  unpricedCalls: ["call without a known price", "calls without a known price"],
  slowCalls: ["slow call", "slow calls"],
  deniedCalls: ["call refused by a budget", "calls refused by a budget"],
  abandonedCalls: ["call whose end was never reported", "calls whose end was never reported"],
  budgetUsed: ["call", "calls"],
  droppedRecords: ["record dropped", "records dropped"],
  newErrorFingerprint: ["error of a new kind", "errors of a new kind"],
};

/** The texts of an alert: our `summary` and, for errors, the latest as `description`; the rule's own texts win. */
export function alertAnnotations(story: AlertStory): Record<string, string> {
  const { latestError } = story.events;
  const latest =
    latestError && `Latest error: ${latestError.type}: ${latestError.message}`.replace(/\s+/g, " ");
  return {
    summary: summaryOf(story),
    ...(latest !== undefined && { description: truncateCodePoints(latest, LONGEST_ERROR) }),
    ...story.rule.annotations,
  };
}

function summaryOf(story: AlertStory): string {
  const { rule, value, events, startsAt, endsAt } = story;
  const scope = scopeOf(story);
  const impact = impactOf(story);
  const total = numbered(events.count, EVENT_NOUNS[rule.signal]);
  if (endsAt !== undefined) {
    const headline = isCount(rule.signal) ? total : `${headlineOf(rule, value)}, ${total}`;
    return `Over: ${headline}${scope}${impact}, from ${timeText(startsAt)} to ${timeText(endsAt)}.`;
  }
  const since = events.count === value ? "since" : `${total} since`;
  const window = windowText(rule.windowMs);
  return `${headlineOf(rule, value)}${scope} in the last ${window}${impact}; ${since} ${timeText(startsAt)}.`;
}

function headlineOf({ signal, condition }: AlertRule, value: number): string {
  if (isCount(signal)) return numbered(value, EVENT_NOUNS[signal]);
  const limit = `(alert ${{ ">": "above", ">=": "from", "<": "below", "<=": "up to" }[condition.op]} ${valueText(signal, condition.value)})`;
  return `${valueText(signal, value)} ${VALUE_NAMES[signal] ?? signal} ${limit}`;
}

const VALUE_NAMES: Readonly<Partial<Record<AlertSignal, string>>> = {
  errorRate: "of calls failed",
  latencyP50: "median latency",
  latencyP95: "p95 latency",
  latencyP99: "p99 latency",
  timeToFirstTokenP95: "p95 time to first token",
  tokensPerSecond: "output tokens per second",
  cost: "spent",
  budgetUsed: "used",
};

/** Signals whose value is a number of events; all others have a name for their value. */
function isCount(signal: AlertSignal): boolean {
  return VALUE_NAMES[signal] === undefined;
}

function valueText(signal: AlertSignal, value: number): string {
  switch (signal) {
    case "errorRate":
    case "budgetUsed":
      return formatShare(value);
    case "latencyP50":
    case "latencyP95":
    case "latencyP99":
    case "timeToFirstTokenP95":
      return formatDuration(value);
    case "tokensPerSecond":
      return formatRate(value);
    case "cost":
      return formatUsd(Math.round(value));
    default:
      return COUNT_FORMAT.format(value);
  }
}

/** What it is about: ` (rate_limit) of gpt-4o for userId user_1`. */
function scopeOf({ dimensions, events }: AlertStory): string {
  const { model, errorClass, fingerprint: _, ...others } = dimensions;
  const classes = errorClass ?? namesText(events.errorClasses, MAX_MODELS_NAMED);
  const models = model ?? namesText(events.models, MAX_MODELS_NAMED);
  const rest = Object.entries(others).map(([name, value]) => `${name} ${value}`);
  return [
    classes === "" ? "" : ` (${classes})`,
    models === "" ? "" : ` of ${models}`,
    rest.length === 0 ? "" : ` for ${rest.join(", ")}`,
  ].join("");
}

/** Who is hit and what it cost: `, 12 users hit, cost $0.12`. */
function impactOf({ rule, dimensions, events }: AlertStory): string {
  const { users, hasMoreUsers, costNanos } = events;
  const isPerUser = dimensions["userId"] !== undefined;
  const userCount = `${COUNT_FORMAT.format(users)}${hasMoreUsers ? "+" : ""}`;
  const usersText = users === 1 && !hasMoreUsers ? ", 1 user hit" : `, ${userCount} users hit`;
  const costText = costNanos > 0 && rule.signal !== "cost" ? `, cost ${formatUsd(costNanos)}` : "";
  return `${isPerUser || users === 0 ? "" : usersText}${costText}`;
}

function namesText({ names, hasMore }: SeenNames, max: number): string {
  const isCut = hasMore || names.length > max;
  return [...names.slice(0, max), ...(isCut ? ["others"] : [])].join(", ");
}

function numbered(count: number, [one, many]: Noun): string {
  return count === 1 ? `1 ${one}` : `${COUNT_FORMAT.format(count)} ${many}`;
}

/** A length of time in its plainest unit: `90s`, `5m`, `24h`. */
export function windowText(ms: number): string {
  if (ms >= 3_600_000 && ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** A time as `2026-01-15 12:00:05 UTC`. */
export function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
