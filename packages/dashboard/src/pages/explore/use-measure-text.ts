import { useTranslation } from "react-i18next";
import type { MeasureName, Overview } from "../../api/questions.ts";
import { useSpend } from "../../format/use-spend.ts";
import { type ExploredMeasure, formatOf } from "./explored.ts";

type Values = Partial<Overview["current"]>;

/** A measure's value as people read it; sums of money with what they leave out. */
export function useMeasureText(): (measure: MeasureName, values: Values) => string {
  const { i18n } = useTranslation();
  const spend = useSpend();
  return (measure, values) => {
    const value = values[measure];
    if (value == null) return "–";
    if (SUMS_OF_MONEY.has(measure)) return spend({ ...values, costNanos: value });
    return formatOf(measure as ExploredMeasure)(value, i18n.language);
  };
}

const SUMS_OF_MONEY: ReadonlySet<string> = new Set<MeasureName>([
  "costNanos",
  "inputCostNanos",
  "outputCostNanos",
]);
