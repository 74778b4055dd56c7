import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type ErrorGroup, errorsQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { SparkLine } from "../../charts/spark-line.tsx";
import { shortFingerprint } from "../../format/error-label.ts";
import { useFormat } from "../../format/use-format.ts";
import { Choice } from "../../ui/choice.tsx";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { ErrorMarks } from "./error-marks.tsx";

const route = getRouteApi("/errors");

/** What fails, each kind once. */
export function ErrorsPage() {
  const { t } = useTranslation();
  const view = useView();
  const navigate = route.useNavigate();
  const { order = "lastSeen" } = route.useSearch();
  const answer = useQuery(errorsQuestion(view, order));
  return (
    <>
      <PageTitle
        title={t("errors.title")}
        about={answer.data && t("errors.groups", { count: answer.data.total })}
        actions={
          <Choice
            isCompact
            label={t("errors.order")}
            value={order}
            options={(["lastSeen", "count", "users", "cost"] as const).map((name) => [
              name,
              t(`errors.${name}`),
            ])}
            onChoose={(chosen) =>
              void navigate({
                search: ({ order: _, ...before }) =>
                  chosen === "lastSeen" ? before : { ...before, order: chosen },
              })
            }
          />
        }
      />
      <Answer of={answer}>
        {({ groups }) =>
          groups.length === 0 ? (
            <EmptyNotice>{t("errors.empty")}</EmptyNotice>
          ) : (
            <ul className="space-y-2">
              {groups.map((group) => (
                <li key={group.fingerprint}>
                  <Group group={group} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}

function Group({ group }: { readonly group: ErrorGroup }) {
  const { t } = useTranslation();
  const { count, money, ago, time } = useFormat();
  const view = useView();
  const { errorType, message, users, costNanos, firstSeen, lastSeen, trend, fingerprint } = group;
  const own = { ...view, fingerprint: [fingerprint] };
  return (
    <article data-row className="rounded-xl border border-line bg-panel p-4">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-80">
          <h2 className="flex items-baseline gap-2">
            <Link
              to="/errors/$fingerprint"
              params={{ fingerprint }}
              search={view}
              className="truncate font-semibold text-bad hover:underline"
            >
              {errorType || shortFingerprint(fingerprint)}
            </Link>
            <ErrorMarks group={group} />
          </h2>
          <p className="mt-1 line-clamp-2 text-sm break-words">{message}</p>
        </div>
        <div className="w-40 text-bad">
          <SparkLine values={trend} kind="bar" className="h-8 w-full" />
          <span className="sr-only">{t("errors.trend")}</span>
        </div>
        <dl className="flex gap-5 text-right text-sm tabular-nums">
          <Figure name={t("column.count")} value={count(group.count)} />
          <Figure name={t("column.users")} value={count(users)} />
          <Figure name={t("column.cost")} value={money(costNanos || undefined)} />
        </dl>
      </div>
      <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-quiet">
        <span title={time(lastSeen)}>{ago(lastSeen)}</span>
        <span>{t("errors.since", { time: time(firstSeen) })}</span>
        <span className="max-w-96 truncate">{[...group.services, ...group.models].join(" · ")}</span>
        <span className="ml-auto flex flex-wrap gap-x-3">
          {group.sampleTraces.map((traceId, index) => (
            <Link
              key={traceId}
              to="/traces/$traceId"
              params={{ traceId }}
              search={own}
              preload={false}
              className="text-accent hover:underline"
            >
              {t("errors.sample", { number: index + 1 })}
            </Link>
          ))}
          <Link to="/traces" search={own} className="text-accent hover:underline">
            {t("errors.traces")}
          </Link>
        </span>
      </p>
    </article>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="font-semibold">{value}</dd>
    </div>
  );
}
