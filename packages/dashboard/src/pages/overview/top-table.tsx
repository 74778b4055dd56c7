import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { breakdownQuestion } from "../../api/questions.ts";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { useSpend } from "../../format/use-spend.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ShareList } from "../../ui/share-list.tsx";

interface TopTableProps {
  readonly title: string;
  readonly groupBy: "model" | "user" | "queryType" | "service";
  /** Where all of them are. */
  readonly page: "/models" | "/users" | "/explore";
}

const SHOWN = 6;

/** Who or what spends the most; a click narrows the page to it. */
export function TopTable({ title, groupBy, page }: TopTableProps) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const spend = useSpend();
  const view = useView();
  const change = useChangeView();
  const answer = useQuery(
    breakdownQuestion({
      view,
      measures: ["costNanos", "calls", "pricedCalls", "unpricedCalls"],
      groupBy,
      limit: SHOWN,
    }),
  );
  const all = (
    <Link
      to={page}
      search={page === "/explore" ? { ...view, by: groupBy } : view}
      className="text-xs text-accent hover:underline"
    >
      {t("overview.all")}
    </Link>
  );
  return (
    <Panel title={title} actions={all}>
      <Answer of={answer} className="min-h-24">
        {({ rows }) => (
          <ShareList
            parts={rows.map(({ group: [name = ""], values, share }) => ({
              name,
              share,
              figures: (
                <>
                  <span className="ml-auto shrink-0 text-xs text-quiet tabular-nums">
                    {t("overview.callCount", { count: values.calls ?? 0, told: count(values.calls) })}
                  </span>
                  <span className="min-w-16 shrink-0 text-right font-medium tabular-nums">
                    {spend(values)}
                  </span>
                </>
              ),
            }))}
            onChoose={(name) => change(narrowed(view, groupBy, name))}
          />
        )}
      </Answer>
    </Panel>
  );
}
