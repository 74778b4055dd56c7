export type {
  BudgetMatch,
  CalendarUnit,
  PerDimension,
} from "@breakwater/core/budget/budget-definition";
export { BudgetExceededError } from "@breakwater/core/budget/budget-exceeded-error";
export type { BudgetStatus } from "@breakwater/core/budget/budget-status";
export type { PriceOverride } from "@breakwater/core/pricing/price-override";
export type { ServiceTierPrice } from "@breakwater/core/pricing/service-tier";
export type {
  BudgetDenial,
  ErrorClass,
  SpanBudget,
  SpanCost,
  SpanError,
  SpanKind,
  SpanRecord,
  SpanStatus,
  TokenUsage,
  UsageSource,
} from "@breakwater/core/record/span-record";
export type { PersonalDataPattern } from "@breakwater/core/redact/personal-data";
export type { Report } from "@breakwater/core/report/report";
export type { ReportView } from "@breakwater/core/report/report-view";
export { CostTracker } from "@breakwater/core/signals/cost-tracker";
export { ErrorTracker } from "@breakwater/core/signals/error-tracker";
export { PerformanceTracker } from "@breakwater/core/signals/performance-tracker";
export type {
  Concerns,
  CostConcern,
  ErrorConcern,
  PerformanceConcern,
  RecordObserver,
} from "./concerns/concerns.ts";
export type { CallContext } from "./context/call-context.ts";
export { createMonitor } from "./create-monitor.ts";
export { JournalPathError } from "./journal/journal-path-error.ts";
export type { BreakwaterCallbackHandler } from "./langchain/callback-handler.ts";
export type { MonitoredConfig } from "./langchain/runnable-config.ts";
export type { FlushOptions, FlushReport } from "./monitor/flush-report.ts";
export type { Monitor } from "./monitor/monitor.ts";
export type { Invokable, MonitorRuntime, ReportOptions } from "./monitor/monitor-types.ts";
export { InvalidOptionsError, type OptionProblem } from "./options/invalid-options-error.ts";
export type {
  AlertOptions,
  AlertRuleOptions,
  BudgetOptions,
  ChangeableOptions,
  JournalSettings,
  MonitorLogger,
  MonitorOptions,
  OpenTelemetryBridge,
  RedactionOptions,
  RedactionSide,
  ServerOptions,
} from "./options/monitor-options.ts";
export type { ShippingReport } from "./ship/shipping-report.ts";
