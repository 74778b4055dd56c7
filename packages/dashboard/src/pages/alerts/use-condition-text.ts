import { useTranslation } from "react-i18next";
import type { ProcessAlert } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";

/** What an alert measured and when that is too much: `Latency p95 9.2 s · alert above 5 s over 5 min`. */
export function useConditionText(): (alert: ProcessAlert) => string | undefined {
  const { t } = useTranslation();
  const { length, share } = useFormat();
  const valueText = useSignalValue();
  return ({ rule, value, labels }) => {
    if (rule === undefined) {
      const threshold = Number(labels["threshold"]);
      if (labels["budget"] === undefined || value === undefined) return undefined;
      const told = t("alerts.budgetValue", { value: share(value) });
      if (!Number.isFinite(threshold)) return told;
      return `${told} · ${t("alerts.budgetCondition", { limit: share(threshold) })}`;
    }
    const { signal, condition, windowMs, forMs } = rule;
    const limit = t(`alerts.op.${condition.op}`, { limit: valueText(signal, condition.value, length) });
    const window = length(windowMs);
    const when =
      forMs > 0
        ? t("alerts.conditionFor", { condition: limit, window, length: length(forMs) })
        : t("alerts.condition", { condition: limit, window });
    const measured = t("alerts.value", {
      signal: isKnown(signal) ? t(`alerts.signal.${signal}`) : signal,
      value: value === undefined ? "–" : valueText(signal, value),
    });
    return `${measured} · ${when}`;
  };
}

/** The value of a signal; a limit is a length that somebody chose, else it was measured. */
function useSignalValue(): (signal: string, value: number, timeText?: (ms: number) => string) => string {
  const { duration, share, money, rate, count } = useFormat();
  return (signal, value, timeText = duration) => {
    switch (signal) {
      case "errorRate":
      case "budgetUsed":
        return share(value);
      case "latencyP50":
      case "latencyP95":
      case "latencyP99":
      case "timeToFirstTokenP95":
        return timeText(value);
      case "cost":
        return money(value);
      case "tokensPerSecond":
        return rate(value);
      default:
        return count(value);
    }
  };
}

const SIGNALS = [
  "errorCount",
  "errorRate",
  "latencyP50",
  "latencyP95",
  "latencyP99",
  "timeToFirstTokenP95",
  "tokensPerSecond",
  "cost",
  "calls",
  "unpricedCalls",
  "slowCalls",
  "deniedCalls",
  "abandonedCalls",
  "budgetUsed",
  "droppedRecords",
  "newErrorFingerprint",
] as const;

function isKnown(signal: string): signal is (typeof SIGNALS)[number] {
  return SIGNALS.some((known) => known === signal);
}
