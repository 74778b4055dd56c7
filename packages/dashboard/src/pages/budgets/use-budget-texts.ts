import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Budget } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";

type Key = Budget["fullest"][number];

/** What a budget is about, in words. */
export function useBudgetTexts() {
  const { t } = useTranslation();
  const formats = useFormat();
  const { money, time, list, choice } = formats;
  const dimension = (name: string) => dimensionName(t, name);
  return {
    /** Which calls it covers. */
    covers: ({ match }: Budget) => {
      const { metadata = {}, ...plain } = match;
      const conditions = [
        ...Object.entries(plain).map(([name, values = []]) => [name, values] as const),
        ...Object.entries(metadata).map(([name, values]) => [`metadata.${name}`, values] as const),
      ];
      if (conditions.length === 0) return t("budgets.everyCall");
      return list(
        conditions.map(([name, values]) =>
          t("budgets.condition", { dimension: dimension(name), values: choice(values) }),
        ),
      );
    },
    limit: ({ limitNanos, per }: Budget) =>
      per.length === 0
        ? t("budgets.limitAll", { limit: money(limitNanos) })
        : t("budgets.limitEach", { limit: money(limitNanos), dimensions: list(per.map(dimension)) }),
    window: ({ window }: Budget) =>
      "every" in window
        ? t(`budgets.every.${window.every}`, { zone: window.timeZone })
        : t("budgets.rolling", { length: formats.length(window.rollingMs) }),
    unpriced: ({ unpriced }: Budget) =>
      unpriced.kind === "block"
        ? t("budgets.unpricedBlock")
        : t("budgets.unpricedCharge", { amount: money(unpriced.nanos) }),
    holder: ({ service, monitors, seenAt }: Budget["holders"][number]) => {
      const name = service ?? t("budgets.unnamed");
      return monitors === 0
        ? t("budgets.silent", { service: name, since: time(seenAt) })
        : t("budgets.processes", { service: name, count: monitors });
    },
    /** When it runs out, and when it starts anew. */
    forecast: ({ window }: Pick<Budget, "window">, { forecast, windowEnd }: Key) => {
      const isRolling = "rollingMs" in window;
      const length = isRolling ? formats.length(window.rollingMs) : "";
      const until = time(windowEnd);
      const suffix = isRolling ? "Rolling" : "";
      switch (forecast.outcome) {
        case "exhausted":
          return t(`budgets.exhausted${suffix}`, { until, length });
        case "runs_out":
          return t(`budgets.runsOut${suffix}`, { at: time(forecast.at), until });
        case "lasts":
          return t(`budgets.lasts${suffix}`, { projected: money(forecast.projectedNanos), until, length });
        case "unknown":
          return t(`budgets.unknown${suffix}`, { until, length });
      }
    },
  };
}

/** Dimensions as budgets name them, by the name that the pages have for them. */
const NAMES = {
  userId: "user",
  sessionId: "session",
  queryType: "queryType",
  model: "model",
  provider: "provider",
  environment: "environment",
  tag: "tag",
} as const;

function dimensionName(t: TFunction, name: string): string {
  const known = Object.hasOwn(NAMES, name) ? NAMES[name as keyof typeof NAMES] : undefined;
  return known === undefined ? name.replace("metadata.", "") : t(`inText.${known}`);
}
