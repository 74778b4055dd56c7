import { useTranslation } from "react-i18next";
import { useKeys } from "../../app/use-keys.ts";
import { useFormat } from "../../format/use-format.ts";
import { SearchField } from "../../ui/search-field.tsx";
import type { TraceHits } from "./use-trace-search.ts";

interface TraceSearchBarProps {
  readonly text: string;
  readonly hits: TraceHits;
  readonly isFoundOnly: boolean;
  readonly onSearch: (text: string) => void;
  readonly onFoundOnly: (isFoundOnly: boolean) => void;
}

/** What is searched for in a trace, how much of it there is, and the way from one hit to the next. */
export function TraceSearchBar({ text, hits, isFoundOnly, onSearch, onFoundOnly }: TraceSearchBarProps) {
  const { t } = useTranslation();
  const { spanIds, at, isLooking, walk } = hits;
  const total = spanIds?.size ?? 0;
  const walkByKey = ({ shiftKey }: KeyboardEvent) => (total === 0 ? false : walk(shiftKey));
  useKeys({ n: walkByKey, N: walkByKey });
  return (
    <>
      <SearchField label={t("trace.find")} value={text} onSearch={onSearch} onAgain={walk} />
      {spanIds !== undefined && (
        <div className="flex items-center gap-1">
          <HitCount at={at} total={total} isLooking={isLooking} />
          <StepButton sign="↑" label={t("trace.hitBefore")} isOff={total === 0} onStep={() => walk(true)} />
          <StepButton sign="↓" label={t("trace.hitAfter")} isOff={total === 0} onStep={() => walk(false)} />
          <button
            type="button"
            aria-pressed={isFoundOnly}
            onClick={() => onFoundOnly(!isFoundOnly)}
            className="h-8 rounded-md border border-line px-2 text-xs hover:bg-raised aria-pressed:border-accent aria-pressed:text-accent"
          >
            {t("trace.hitsOnly")}
          </button>
        </div>
      )}
    </>
  );
}

interface HitCountProps {
  readonly at: number;
  readonly total: number;
  readonly isLooking: boolean;
}

function HitCount({ at, total, isLooking }: HitCountProps) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const told = total === 0 ? t("trace.noHits") : t("trace.hitOf", { at: count(at), total: count(total) });
  return (
    <p className="px-1 text-xs text-quiet tabular-nums" aria-live="polite">
      {isLooking && total === 0 ? t("state.loading") : told}
      {isLooking && total > 0 && " …"}
    </p>
  );
}

interface StepButtonProps {
  readonly sign: string;
  readonly label: string;
  readonly isOff: boolean;
  readonly onStep: () => void;
}

function StepButton({ sign, label, isOff, onStep }: StepButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={isOff}
      onClick={onStep}
      className="size-8 rounded-md border border-line text-sm hover:bg-raised disabled:opacity-50"
    >
      {sign}
    </button>
  );
}
