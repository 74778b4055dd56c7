import { useTranslation } from "react-i18next";
import { formatCount, formatMoney } from "./format-values.ts";
import { knownSpend, type Spend } from "./spend.ts";

/** Money as one text, for where there is no room for two. What nobody knows the price of is said, and never told as $0.00. */
export function useSpend(): (spend: Partial<Spend>) => string {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  return ({ costNanos, pricedCalls, unpricedCalls }) => {
    if (costNanos == null) return "–";
    const known = knownSpend({ costNanos, pricedCalls, unpricedCalls });
    if (known.unpricedCalls === 0) return formatMoney(costNanos, language);
    if (known.costNanos === undefined) return t("state.unpriced");
    const rest = t("state.andUnpriced", { count: formatCount(known.unpricedCalls, language) });
    return `${formatMoney(costNanos, language)} ${rest}`;
  };
}
