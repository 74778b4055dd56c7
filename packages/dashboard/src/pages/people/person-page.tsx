import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { personQuestion } from "../../api/people-questions.ts";
import type { PeopleKind } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { rangeOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";
import { PersonChart } from "./person-chart.tsx";
import { SessionConversation } from "./session-conversation.tsx";
import { TraceTimeline } from "./trace-timeline.tsx";

/** One user. */
export function UserPage() {
  return <PersonPage kind="users" />;
}

/** One session. */
export function SessionPage() {
  return <PersonPage kind="sessions" />;
}

function PersonPage({ kind }: { readonly kind: PeopleKind }) {
  const { t } = useTranslation();
  const formats = useFormat();
  const { id = "" } = useParams({ strict: false });
  const view = useView();
  const answer = useQuery(personQuestion(kind, id, view));
  const dimension = kind === "users" ? "user" : "session";
  const own = { ...view, [dimension]: [id] };
  const ownRange = useMemo(() => ({ ...rangeOf(view), [dimension]: [id] }), [view, dimension, id]);
  return (
    <>
      <PageTitle title={id} about={t(`dimension.${dimension}`)} />
      <Answer of={answer}>
        {({ measures, firstSeen, lastSeen, traces, nextCursor }) => (
          <>
            <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
              <StatTile
                label={t("column.cost")}
                value={<SpendText isStacked of={measures} />}
                note={`${t("people.firstSeen")} ${formats.time(firstSeen)}`}
              />
              <StatTile
                label={t("column.calls")}
                value={formats.count(measures.calls)}
                note={`${t("people.lastSeen")} ${formats.ago(lastSeen)}`}
              />
              <StatTile
                label={t("measure.errorRate")}
                value={formats.share(measures.errorRate)}
                note={t("overview.failed", { count: measures.errors ?? 0 })}
              />
              <StatTile
                label={t("overview.latency")}
                value={formats.duration(measures.latencyP95Ms)}
                note={t("overview.quantiles", {
                  p50: formats.duration(measures.latencyP50Ms),
                  p99: formats.duration(measures.latencyP99Ms),
                })}
              />
            </dl>
            <div className="mt-3 grid gap-3">
              <PersonChart view={own} />
              <Panel
                title={kind === "users" ? t("people.traces") : t("people.conversation")}
                actions={
                  <Link to="/traces" search={ownRange} className="text-xs text-accent hover:underline">
                    {t("people.moreTraces")}
                  </Link>
                }
              >
                {kind === "users" ? (
                  <TraceTimeline traces={traces} view={ownRange} />
                ) : (
                  <SessionConversation key={id} newest={traces} nextCursor={nextCursor} view={ownRange} />
                )}
              </Panel>
            </div>
          </>
        )}
      </Answer>
    </>
  );
}
