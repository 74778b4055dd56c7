import type { AlertCondition, AlertRule } from "../alert/rule.ts";
import type { BudgetDefinition } from "../budget/budget-definition.ts";

/** Version of the form in which monitors tell a server of themselves. */
export const MONITOR_STATE_VERSION = 1;

/** An alert of a process, as it stands. The same labels and the same beginning are the same alert. */
export interface ReportedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Epoch milliseconds; present = over. */
  readonly endsAt?: number;
  /** How many events are behind it. */
  readonly count?: number;
  /** The signal's value, in the signal's unit. */
  readonly value?: number;
  /** What it alerts on; absent for alerts of budgets, and from monitors that do not tell it yet. */
  readonly rule?: ReportedRule;
}

/** What of a rule explains its alerts; {@link AlertRule} says what each field means. */
export interface ReportedRule extends Pick<AlertRule, "windowMs" | "forMs"> {
  /** An `AlertSignal`, or one that a newer monitor knows. */
  readonly signal: string;
  readonly condition: AlertCondition;
}

/**
 * What a monitor tells its server besides its records: who it is, the budgets it holds, and its alerts that began,
 * changed or ended since the server last took some.
 */
export interface MonitorState {
  readonly v: typeof MONITOR_STATE_VERSION;
  /** Of this monitor in this process; 32 hex digits at random. */
  readonly monitorId: string;
  readonly service?: string;
  readonly environment?: string;
  readonly release?: string;
  /** Version of the package that watches. */
  readonly sdkVersion: string;
  /** Epoch milliseconds by the sender's clock. */
  readonly startedAt: number;
  /** Epoch milliseconds by the sender's clock, when this was sent. */
  readonly sentAt: number;
  readonly budgets: readonly BudgetDefinition[];
  readonly alerts: readonly ReportedAlert[];
}
