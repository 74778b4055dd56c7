import { useTranslation } from "react-i18next";
import { useFormat } from "../format/use-format.ts";

interface ChangeMarkProps {
  readonly now: number | null | undefined;
  readonly before: number | null | undefined;
  /** More of it is bad, is good, or is neither. */
  readonly more: "bad" | "good" | "neither";
}

/** Beyond this one does not read percents any more. */
const MAX_SHARE = 9.99;

/** How a value has changed against the time before; nothing where there was none. */
export function ChangeMark({ now, before, more }: ChangeMarkProps) {
  const { t } = useTranslation();
  const { count, share } = useFormat();
  if (now == null || before == null || (before === 0 && now === 0)) return null;
  if (before === 0) return <span className="text-xs text-quiet">{t("state.new")}</span>;
  const change = (now - before) / before;
  if (Math.abs(change) < 0.0005) return <span className="text-xs text-quiet">±0%</span>;
  const isWorse = more !== "neither" && change > 0 === (more === "bad");
  const tone = more === "neither" ? "text-quiet" : isWorse ? "text-bad" : "text-good";
  const text = change > MAX_SHARE ? `×${count(Math.round(now / before))}` : share(Math.abs(change));
  return (
    <span className={`shrink-0 text-xs font-medium tabular-nums ${tone}`}>
      {change > 0 ? "↑" : "↓"} {text}
    </span>
  );
}
