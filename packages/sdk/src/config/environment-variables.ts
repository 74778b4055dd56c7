/** How the text of a variable becomes the value of its option. */
export type VariableKind = "text" | "number" | "payloads" | "hosts";

/** A variable that sets one option of the config file. */
export interface OptionVariable {
  readonly name: string;
  /** Where the value stands in the file, such as `journal.maxFileBytes`. */
  readonly option: string;
  readonly kind: VariableKind;
}

/** Every option that has one plain value, by the variable that sets it. */
export const OPTION_VARIABLES: readonly OptionVariable[] = [
  { name: "BREAKWATER_SERVICE", option: "service", kind: "text" },
  { name: "BREAKWATER_PROJECT", option: "project", kind: "text" },
  { name: "BREAKWATER_ENVIRONMENT", option: "environment", kind: "text" },
  { name: "BREAKWATER_RELEASE", option: "release", kind: "text" },
  { name: "BREAKWATER_TIME_ZONE", option: "timeZone", kind: "text" },
  { name: "BREAKWATER_DAILY_BUDGET_USD", option: "dailyBudgetUsd", kind: "number" },
  { name: "BREAKWATER_ALERT_WEBHOOK", option: "alertWebhook", kind: "text" },
  { name: "BREAKWATER_ALERTS_GROUP_WAIT", option: "alerts.groupWait", kind: "text" },
  { name: "BREAKWATER_ALERTS_GROUP_INTERVAL", option: "alerts.groupInterval", kind: "text" },
  { name: "BREAKWATER_ALERTS_REPEAT_INTERVAL", option: "alerts.repeatInterval", kind: "text" },
  { name: "BREAKWATER_LOG_FILE", option: "logFile", kind: "text" },
  { name: "BREAKWATER_LOG_LEVEL", option: "logLevel", kind: "text" },
  { name: "BREAKWATER_JOURNAL_MAX_FILE_BYTES", option: "journal.maxFileBytes", kind: "number" },
  { name: "BREAKWATER_JOURNAL_MAX_TOTAL_BYTES", option: "journal.maxTotalBytes", kind: "number" },
  { name: "BREAKWATER_JOURNAL_RETENTION_DAYS", option: "journal.retentionDays", kind: "number" },
  { name: "BREAKWATER_JOURNAL_MAX_QUEUED_BYTES", option: "journal.maxQueuedBytes", kind: "number" },
  { name: "BREAKWATER_JOURNAL_MAX_QUEUED_LINES", option: "journal.maxQueuedLines", kind: "number" },
  { name: "BREAKWATER_SERVER_URL", option: "server.url", kind: "text" },
  { name: "BREAKWATER_SERVER_KEY", option: "server.key", kind: "text" },
  { name: "BREAKWATER_PAYLOADS", option: "payloads", kind: "payloads" },
  { name: "BREAKWATER_SLOW_CALL_MS", option: "slowCallMs", kind: "number" },
  { name: "BREAKWATER_ABANDON_AFTER_MS", option: "abandonAfterMs", kind: "number" },
  { name: "BREAKWATER_DEFAULT_MAX_OUTPUT_TOKENS", option: "defaultMaxOutputTokens", kind: "number" },
  { name: "BREAKWATER_MAX_OPEN_RUNS", option: "maxOpenRuns", kind: "number" },
  { name: "BREAKWATER_HOSTS", option: "register.hosts", kind: "hosts" },
  { name: "BREAKWATER_REPORT", option: "register.report", kind: "text" },
  { name: "BREAKWATER_OTEL", option: "register.openTelemetry", kind: "text" },
];

/** Variables that are read before any option: where the options are, and what to do without them. */
export const START_VARIABLES = {
  config: "BREAKWATER_CONFIG",
  disabled: "BREAKWATER_DISABLED",
  onError: "BREAKWATER_ON_ERROR",
} as const;

/** Every variable by its name. */
export const VARIABLE_NAMES: readonly string[] = [
  ...Object.values(START_VARIABLES),
  ...OPTION_VARIABLES.map(({ name }) => name),
];
