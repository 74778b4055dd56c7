import type { AlertCondition, AlertSeverity, AlertSignal } from "@breakwater/core/alert/rule";
import type { CalendarUnit, PerDimension } from "@breakwater/core/budget/budget-definition";
import type { PriceOverride } from "@breakwater/core/pricing/price-override";
import type { ServiceTierPrice } from "@breakwater/core/pricing/service-tier";
import type { PersonalDataPattern } from "@breakwater/core/redact/personal-data";
import type { SpanSink } from "../calls/span-sink.ts";
import type { Concerns } from "../concerns/concerns.ts";

/** One value, or several of which one must fit. `*` stands for any text. */
export type OneOrMore = string | readonly string[];

/** A budget as it is configured. */
export interface BudgetOptions {
  /** Unique; named in denials, notices and the report. */
  readonly name: string;
  readonly limitUsd: number;
  /**
   * When it starts afresh: at calendar boundaries (`timeZone` is an IANA name, the monitor's unless given) or
   * continuously (`rolling: "24h"`). Default: every day.
   */
  readonly window?:
    | { readonly every: CalendarUnit; readonly timeZone?: string | undefined }
    | { readonly rolling: string };
  /** Which calls it covers; all when absent. */
  readonly match?: {
    readonly environment?: OneOrMore;
    readonly queryType?: OneOrMore;
    readonly model?: OneOrMore;
    readonly provider?: OneOrMore;
    readonly tag?: OneOrMore;
    readonly userId?: OneOrMore;
    readonly metadata?: Readonly<Record<string, OneOrMore>>;
  };
  /** Splits the budget: `["userId"]` gives every user the whole limit. */
  readonly per?: readonly PerDimension[];
  /** `block` (default) refuses calls that could pass the limit; `warn` lets them through and tells. */
  readonly onExceed?: "block" | "warn";
  /** Shares of the limit at which real spend gives a notice. Default 0.5, 0.8 and 1. */
  readonly alertAt?: readonly number[];
  /** Calls of models without a known price: refused (default), or charged a flat amount. */
  readonly unpriced?: "block" | { readonly chargeUsd: number };
}

/** An alert rule as it is configured. Durations as `30s`, `5m`, `24h`. */
export interface AlertRuleOptions {
  readonly name: string;
  readonly signal: AlertSignal;
  /** Default `5m`. */
  readonly window?: string;
  /** `value` in the signal's unit; for `cost` in dollars. */
  readonly condition: AlertCondition;
  /** One alert for each combination of these dimensions, such as `["userId"]`. */
  readonly groupBy?: readonly string[];
  /** How long the condition must hold. Default: fires at once. */
  readonly for?: string;
  readonly keepFiringFor?: string;
  /** Rates mean little over a few calls: fewer than these in the window are no data. */
  readonly minCalls?: number;
  readonly severity?: AlertSeverity;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Where alerts go, and which. */
export interface AlertOptions {
  /** `{ type: "slack", url }` or `{ type: "webhook", url, signingSecret? }`; see the receivers' own pages. */
  readonly receivers?: readonly { readonly type: string; readonly [setting: string]: unknown }[];
  /** Replaces the default rules. */
  readonly rules?: readonly AlertRuleOptions[];
  /** Labels by which alerts share a message. Default `alertname`. */
  readonly groupBy?: readonly string[];
  /** How long a first message waits for company. Default `1s`. */
  readonly groupWait?: string;
  /** Least time between two messages of a group. Default `30s`. */
  readonly groupInterval?: string;
  /** After this, an alert that still fires is told again. Default `4h`. */
  readonly repeatInterval?: string;
}

/** Size and age of the journal. */
export interface JournalSettings {
  /** A file is rotated when it would grow beyond this. Default 64 MiB. */
  readonly maxFileBytes?: number;
  /** All files together. Default 1 GiB. */
  readonly maxTotalBytes?: number;
  /** Default 30. */
  readonly retentionDays?: number;
  /** Memory for records while the disk takes none. Default 16 MiB and 10,000 lines. */
  readonly maxQueuedBytes?: number;
  readonly maxQueuedLines?: number;
}

/** The server that gets every record. */
export interface ServerOptions {
  /** Its address, such as `http://127.0.0.1:7077`. Default: the variable `BREAKWATER_SERVER_URL`. */
  readonly url?: string | undefined;
  /** A key with the scope `ingest`. Default: the variable `BREAKWATER_SERVER_KEY`. */
  readonly key?: string | undefined;
}

/** Receives what the monitor itself has to say; `console` fits. */
export interface MonitorLogger {
  warn(text: string): void;
  info(text: string): void;
}

/** Bounds of the caps that calls without one are given, in tokens per answer. */
export interface FitOutputOptions {
  /** A call that cannot have as much is refused. Default 16. */
  readonly minTokens?: number;
  /** No call is given more. Default: what the model accepts; `defaultMaxOutputTokens` where that is not known. */
  readonly maxTokens?: number;
}

/** Which text of a record is redacted; `metadata` are tags too. */
export type RedactionSide = "input" | "output" | "error" | "metadata";

/** What is taken out of the texts of a record, beside keys and other secrets, which always are. */
export interface RedactionOptions {
  /** Personal data known by its form. Default all three. */
  readonly patterns?: readonly PersonalDataPattern[] | undefined;
  /**
   * Your own redaction, called with every text after the built-in one and before it is cut. When it throws or returns
   * no text, `[redaction failed]` is kept.
   */
  readonly redact?: ((text: string, where: { readonly side: RedactionSide }) => string) | undefined;
}

/** Options that `monitor.configure` can change at run time. */
export interface ChangeableOptions {
  /** Short for one blocking budget named `daily` over all calls of a day. */
  readonly dailyBudgetUsd?: number | undefined;
  readonly budgets?: readonly BudgetOptions[] | undefined;
  /** Short for one receiver: Slack when the host is `hooks.slack.com`, else a generic webhook. */
  readonly alertWebhook?: string | undefined;
  readonly alerts?: AlertOptions | undefined;
  readonly pricing?:
    | { readonly overrides?: readonly PriceOverride[]; readonly serviceTiers?: readonly ServiceTierPrice[] }
    | undefined;
  /** Whether prompts and answers are kept in records. Default `off`. The sample is by trace. */
  readonly payloads?: "off" | "on" | { readonly sampleRate: number; readonly maxLength?: number } | undefined;
  /** What is taken out of payloads, error messages, metadata and tags before they are kept. */
  readonly redaction?: RedactionOptions | undefined;
  /** A call slower than this is a slow call. Default 5,000. */
  readonly slowCallMs?: number | undefined;
  /** A call without a sign of life for this long is given up for lost, and its hold charged. Default 600,000. */
  readonly abandonAfterMs?: number | undefined;
  /** Assumed for calls that name no token cap when budget is reserved. Default 4,096 per choice. */
  readonly defaultMaxOutputTokens?: number | undefined;
  /**
   * A call that names no token cap gets the largest one that its budgets still afford, where its entrance can give
   * it one (fetch guard, AI SDK middleware). Default false.
   */
  readonly fitOutputTokens?: boolean | FitOutputOptions | undefined;
  /** Steps in flight at a time; beyond it the longest open one is given up for lost. Default 100,000. */
  readonly maxOpenRuns?: number | undefined;
  /** What the monitor says on its logger. Default `warn`. */
  readonly logLevel?: "silent" | "warn" | "info" | undefined;
}

/** A bridge to OpenTelemetry, made by `openTelemetry()` of `breakwater/otel`. */
export interface OpenTelemetryBridge {
  /** Called once by the monitor. */
  connect(parts: { onInternalError(error: unknown): void }): SpanSink;
}

/** Options of `createMonitor`. */
export interface MonitorOptions extends ChangeableOptions {
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  /** Default `production`. */
  readonly environment?: string | undefined;
  readonly release?: string | undefined;
  /** IANA time zone of budgets that name none, and of the report. Default `UTC`. */
  readonly timeZone?: string | undefined;
  /**
   * Path of the journal. Without one, spend and totals are forgotten on restart; with `server` there always is one, by
   * default `.breakwater-journal/<service>.jsonl`.
   */
  readonly logFile?: string | undefined;
  readonly journal?: JournalSettings | undefined;
  /** Sends the journal's records to a Breakwater server; `false` where the environment names one. */
  readonly server?: ServerOptions | false | undefined;
  /** Replaces single concerns, or switches them off (`false`). */
  readonly concerns?: Partial<{ [K in keyof Concerns]: Concerns[K] | false }> | undefined;
  readonly logger?: MonitorLogger | undefined;
  /** Emits spans and metrics by the OpenTelemetry GenAI conventions: `openTelemetry()` of `breakwater/otel`. */
  readonly openTelemetry?: OpenTelemetryBridge | undefined;
}
