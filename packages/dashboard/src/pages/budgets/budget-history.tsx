import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Budget, type BudgetPeriod, budgetHistoryQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { NEARLY } from "./key-line.tsx";

const PERIODS = 14;

/** The last windows of a budget as bars, under the line of its limit. */
export function BudgetHistory({ budget }: { readonly budget: Budget }) {
  const { t } = useTranslation();
  const { project } = useView();
  const { data } = useQuery(budgetHistoryQuestion(project, budget.id, PERIODS));
  if (data === undefined) return null;
  const title = t(budget.per.length === 0 ? "budgets.history" : "budgets.historyMost");
  return (
    <figure className="mt-4">
      <figcaption className="mb-1 text-xs text-quiet">{title}</figcaption>
      <Bars periods={data.periods} budget={budget} />
    </figure>
  );
}

interface BarsProps {
  readonly periods: readonly BudgetPeriod[];
  readonly budget: Budget;
}

function Bars({ periods, budget }: BarsProps) {
  const { t } = useTranslation();
  const { money, day } = useFormat();
  const { limitNanos, window } = budget;
  // Windows begin at midnight of their own zone, whatever that of the browser.
  const zone = "every" in window ? window.timeZone : undefined;
  const top = Math.max(limitNanos, ...periods.map(({ mostNanos }) => mostNanos)) * 1.08 || 1;
  const share = (nanos: number) => `${(nanos / top) * 100}%`;
  const [first, last] = [periods[0], periods.at(-1)];
  return (
    <>
      <div className="relative h-28 border-b border-line">
        <div
          className="absolute inset-x-0 border-t border-dashed border-edge"
          style={{ bottom: share(limitNanos) }}
        >
          <span className="absolute right-0 bottom-0.5 bg-panel/80 px-1 text-[0.6875rem] leading-none text-quiet tabular-nums">
            {t("budgets.limitLine", { limit: money(limitNanos) })}
          </span>
        </div>
        <ol className="relative flex h-full items-end gap-1">
          {periods.map((period) => (
            <Bar
              key={period.from}
              period={period}
              limitNanos={limitNanos}
              zone={zone}
              height={share(period.mostNanos)}
            />
          ))}
        </ol>
      </div>
      <p className="mt-1 flex justify-between text-[0.6875rem] text-quiet tabular-nums">
        <span>{first && day(first.from, zone)}</span>
        <span>{last && last !== first && day(last.from, zone)}</span>
      </p>
    </>
  );
}

interface BarProps {
  readonly period: BudgetPeriod;
  readonly limitNanos: number;
  readonly height: string;
  /** Of the windows; that of the browser when absent. */
  readonly zone: string | undefined;
}

function Bar({ period, limitNanos, height, zone }: BarProps) {
  const { t } = useTranslation();
  const { money, time } = useFormat();
  const { from, mostNanos, deniedCalls } = period;
  const ratio = limitNanos === 0 ? 1 : mostNanos / limitNanos;
  const tone = ratio >= 1 ? "bg-bad" : ratio >= NEARLY ? "bg-warning" : "bg-series-1";
  const told = [
    t("budgets.period", { from: time(from, zone), spent: money(mostNanos), limit: money(limitNanos) }),
    ...(deniedCalls > 0 ? [t("budgets.periodRefused", { count: deniedCalls })] : []),
  ].join(" · ");
  return (
    <li title={told} className="flex h-full min-w-0 flex-1 items-end">
      <span className="sr-only">{told}</span>
      <span
        aria-hidden="true"
        className={`block w-full rounded-t-sm ${mostNanos > 0 ? "min-h-0.5" : ""} ${tone}`}
        style={{ height }}
      />
    </li>
  );
}
