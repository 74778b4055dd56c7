import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyNotice } from "./page-states.tsx";
import { ShareBar } from "./share-bar.tsx";

/** A part of a whole. */
export interface SharePart {
  /** Empty for what has no name. */
  readonly name: string;
  /** 0 to 1. */
  readonly share: number | undefined;
  /** How much it is, beside its name. */
  readonly figures: ReactNode;
}

interface ShareListProps {
  /** The largest first. */
  readonly parts: readonly SharePart[];
  /** Parts that are not in the list. */
  readonly others?: number | undefined;
  readonly onChoose: (name: string) => void;
}

/** The largest parts of a whole, each with a bar; a click chooses one. */
export function ShareList({ parts, others = 0, onChoose }: ShareListProps) {
  const { t } = useTranslation();
  if (parts.length === 0) return <EmptyNotice>{t("state.noData")}</EmptyNotice>;
  return (
    <ul className="space-y-2.5">
      {parts.map(({ name, share, figures }) => (
        <li key={name}>
          <div className="flex items-baseline gap-3 text-sm">
            <button
              type="button"
              onClick={() => onChoose(name)}
              title={name || undefined}
              className="min-h-6 min-w-16 truncate text-left hover:underline"
            >
              {name || t("filter.none")}
            </button>
            {figures}
          </div>
          <ShareBar share={share} />
        </li>
      ))}
      {others > 0 && <li className="text-xs text-quiet">{t("models.others", { count: others })}</li>}
    </ul>
  );
}
