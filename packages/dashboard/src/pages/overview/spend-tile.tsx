import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Spend } from "../../format/spend.ts";
import { useFormat } from "../../format/use-format.ts";
import { useSpend } from "../../format/use-spend.ts";
import { StatTile } from "../../ui/stat-tile.tsx";

interface SpendTileProps {
  readonly label: string;
  readonly spent: Partial<Spend> | undefined;
  readonly change?: ReactNode;
  readonly note: string;
  readonly trend: readonly (number | null)[];
  readonly isBusy?: boolean;
}

/** Money as a number that matters; how many calls it leaves out stands below. */
export function SpendTile({ label, spent, change, note, trend, isBusy = false }: SpendTileProps) {
  const { t } = useTranslation();
  const spend = useSpend();
  const { count } = useFormat();
  const unpriced = spent?.unpricedCalls ?? 0;
  const isKnown = (spent?.pricedCalls ?? 0) > 0;
  return (
    <StatTile
      label={label}
      // Without the calls of unknown price, which have the line below; where there are no others, it says so itself.
      value={spent === undefined ? "–" : spend(isKnown ? { costNanos: spent.costNanos } : spent)}
      change={change}
      note={unpriced > 0 && isKnown ? t("state.andUnpriced", { count: count(unpriced) }) : note}
      trend={trend}
      isBusy={isBusy}
    />
  );
}
