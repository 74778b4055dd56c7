import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { errorsQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";

const SHOWN = 7;

/** What failed last. */
export function NewestErrors({ className }: { readonly className: string }) {
  const { t } = useTranslation();
  const { count, ago } = useFormat();
  const view = useView();
  const answer = useQuery(errorsQuestion(view, "lastSeen", SHOWN));
  const all = (
    <Link to="/errors" search={view} className="text-xs text-accent hover:underline">
      {t("overview.all")}
    </Link>
  );
  return (
    <Panel title={t("overview.newestErrors")} actions={all} className={className}>
      <Answer of={answer} className="min-h-56">
        {({ groups }) =>
          groups.length === 0 ? (
            <EmptyNotice>{t("errors.empty")}</EmptyNotice>
          ) : (
            <ul className="space-y-2.5 text-sm">
              {groups.map(({ fingerprint, errorType, message, count: times, lastSeen }) => (
                <li key={fingerprint}>
                  <Link
                    to="/errors/$fingerprint"
                    params={{ fingerprint }}
                    search={view}
                    className="group flex items-baseline gap-3"
                  >
                    <span className="min-w-0 truncate font-medium text-bad group-hover:underline">
                      {errorType}
                    </span>
                    <span className="ml-auto shrink-0 text-xs text-quiet tabular-nums">
                      ×{count(times)} · {ago(lastSeen)}
                    </span>
                  </Link>
                  <p className="truncate text-xs text-quiet">{message}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
