import { useTranslation } from "react-i18next";
import { knownSpend, type Spend } from "../format/spend.ts";
import { useFormat } from "../format/use-format.ts";

interface SpendTextProps {
  readonly of: Partial<Spend>;
  /** Narrow columns say what has no price on a line of its own. */
  readonly isStacked?: boolean;
}

/** A cost as far as it is known: an amount, "unpriced", both, or a dash where nothing was paid for. */
export function SpendText({ of, isStacked = false }: SpendTextProps) {
  const { t } = useTranslation();
  const { money, count } = useFormat();
  const { costNanos, unpricedCalls } = knownSpend(of);
  if (unpricedCalls === 0) return money(costNanos);
  if (costNanos === undefined) {
    return <span className="font-normal text-warning">{t("state.unpriced")}</span>;
  }
  return (
    <>
      {money(costNanos)}{" "}
      <span
        className={`font-normal whitespace-nowrap text-warning ${isStacked ? "block text-[11px] leading-tight" : ""}`}
      >
        {t("state.andUnpriced", { count: count(unpricedCalls) })}
      </span>
    </>
  );
}
