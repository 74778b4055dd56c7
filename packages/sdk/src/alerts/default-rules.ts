import type { AlertRule } from "@breakwater/core/alert/rule";

const MINUTE_MS = 60_000;

/**
 * The rules of a monitor that was only told where its alerts go. Budgets tell of themselves without a rule. There is
 * no rule on the error rate among them: it would tell of the same storm a second time.
 */
export function defaultRules(): readonly AlertRule[] {
  return [
    {
      name: "LlmErrors",
      signal: "errorCount",
      windowMs: MINUTE_MS,
      condition: { op: ">=", value: 1 },
      // One storm is one alert, whatever mixture of causes it has; its text names them.
      groupBy: [],
      forMs: 0,
      keepFiringForMs: MINUTE_MS,
      severity: "warning",
    },
    {
      name: "LlmSlowCalls",
      signal: "slowCalls",
      windowMs: 5 * MINUTE_MS,
      // A single long answer is no news; a model that is slow now and then is one alert, not one every few minutes.
      condition: { op: ">=", value: 3 },
      groupBy: ["model"],
      forMs: 0,
      keepFiringForMs: 10 * MINUTE_MS,
      severity: "info",
    },
    ...LOSS_RULES,
  ];
}

/** What makes the other numbers wrong. */
const LOSS_RULES: readonly AlertRule[] = [
  {
    name: "LlmUnpricedCalls",
    signal: "unpricedCalls",
    windowMs: 5 * MINUTE_MS,
    condition: { op: ">=", value: 1 },
    groupBy: ["model"],
    forMs: 0,
    keepFiringForMs: 60 * MINUTE_MS,
    severity: "warning",
    annotations: { description: "What these calls cost is in no sum. Give the model a price." },
  },
  {
    name: "LlmRecordsDropped",
    signal: "droppedRecords",
    windowMs: 5 * MINUTE_MS,
    condition: { op: ">=", value: 1 },
    groupBy: [],
    forMs: 0,
    severity: "critical",
    annotations: { description: "Records are lost: look whether the journal's disk is full or read-only." },
  },
  {
    name: "LlmCallsAbandoned",
    signal: "abandonedCalls",
    windowMs: 5 * MINUTE_MS,
    condition: { op: ">=", value: 1 },
    groupBy: ["model"],
    forMs: 0,
    keepFiringForMs: 10 * MINUTE_MS,
    severity: "warning",
    annotations: { description: "Nothing tells how these calls ended; budgets are charged an estimate." },
  },
];
