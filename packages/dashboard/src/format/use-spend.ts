import { useTranslation } from "react-i18next";
import { formatMoney } from "./format-values.ts";

/** What was spent, and for how many calls that is known. */
export interface Spent {
  readonly costNanos?: number | null | undefined;
  readonly pricedCalls?: number | null | undefined;
  readonly unpricedCalls?: number | null | undefined;
}

/** Money as people read it. What nobody knows the price of is said, and never told as $0.00. */
export function useSpend(): (spent: Spent) => string {
  const { t, i18n } = useTranslation();
  return ({ costNanos, pricedCalls, unpricedCalls }) => {
    if (costNanos == null) return "–";
    if (!unpricedCalls) return formatMoney(costNanos, i18n.language);
    // A call that was refused or never ended may cost something without being a priced call.
    if (!pricedCalls && costNanos === 0) return t("spend.unpriced");
    return t("spend.some", { money: formatMoney(costNanos, i18n.language), count: unpricedCalls });
  };
}
