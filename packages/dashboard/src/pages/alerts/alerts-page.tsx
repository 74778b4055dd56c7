import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { alertsQuestion, firingQuestion, type ProcessAlert } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { AlertCard } from "./alert-card.tsx";

const route = getRouteApi("/alerts");

/** What fires in the processes now, and what fired before. */
export function AlertsPage() {
  const { t } = useTranslation();
  const { show } = route.useSearch();
  return (
    <>
      <PageTitle title={t("alerts.title")} about={t("alerts.about")} />
      <Tabs />
      {show === "history" ? <History /> : <Firing />}
    </>
  );
}

function Tabs() {
  const { t } = useTranslation();
  const { data } = useQuery(firingQuestion(useView().project));
  const look =
    "rounded-md px-3 py-1.5 text-sm text-quiet hover:bg-raised hover:text-ink aria-[current]:bg-raised aria-[current]:font-medium aria-[current]:text-ink";
  return (
    <nav aria-label={t("alerts.tabs")} className="mb-3 flex gap-1">
      <Link
        from="/alerts"
        to="/alerts"
        search={({ show: _, ...before }) => before}
        activeOptions={{ exact: true }}
        className={look}
      >
        {t("alerts.firingTab", { count: data?.length ?? 0 })}
      </Link>
      <Link
        from="/alerts"
        to="/alerts"
        search={(before) => ({ ...before, show: "history" as const })}
        activeOptions={{ exact: true }}
        className={look}
      >
        {t("alerts.historyTab")}
      </Link>
    </nav>
  );
}

function Firing() {
  const { t } = useTranslation();
  const answer = useQuery(firingQuestion(useView().project));
  return <Answer of={answer}>{(alerts) => <Alerts alerts={alerts} none={t("alerts.noneFiring")} />}</Answer>;
}

function History() {
  const { t } = useTranslation();
  const answer = useQuery(alertsQuestion(useView()));
  return <Answer of={answer}>{({ alerts }) => <Alerts alerts={alerts} none={t("alerts.empty")} />}</Answer>;
}

interface AlertsProps {
  readonly alerts: readonly ProcessAlert[];
  /** Said when there is none. */
  readonly none: string;
}

function Alerts({ alerts, none }: AlertsProps) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { label: chosen = [] } = route.useSearch();
  const onLabel = (label: string) =>
    void navigate({
      search: ({ label: before = [], ...rest }) => {
        const next = before.includes(label) ? before.filter((one) => one !== label) : [...before, label];
        return next.length === 0 ? rest : { ...rest, label: next };
      },
    });
  const shown = alerts.filter(({ labels }) =>
    chosen.every((label) => Object.entries(labels).some(([name, value]) => `${name}=${value}` === label)),
  );
  return (
    <>
      {chosen.length > 0 && (
        <p className="mb-3 flex flex-wrap gap-1.5">
          {chosen.map((label) => (
            <button
              key={label}
              type="button"
              title={t("alerts.withoutLabel", { label })}
              onClick={() => onLabel(label)}
              className="max-w-full truncate rounded border border-accent bg-raised px-1.5 py-0.5 text-xs"
            >
              {label} <span aria-hidden="true">×</span>
            </button>
          ))}
        </p>
      )}
      {shown.length === 0 ? (
        <EmptyNotice>{alerts.length === 0 ? none : t("alerts.noMatch")}</EmptyNotice>
      ) : (
        <ul className="space-y-2">
          {shown.map((alert) => (
            <li key={`${alert.fingerprint}/${alert.startsAt}/${alert.monitorId}`}>
              <AlertCard alert={alert} chosen={chosen} onLabel={onLabel} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
