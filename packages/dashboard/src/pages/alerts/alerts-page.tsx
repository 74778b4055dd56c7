import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { alertsQuestion, type ProcessAlert } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";

/** What fired in the processes, when, and why. */
export function AlertsPage() {
  const { t } = useTranslation();
  const answer = useQuery(alertsQuestion(useView()));
  return (
    <>
      <PageTitle title={t("alerts.title")} about={t("alerts.about")} />
      <Answer of={answer}>
        {({ alerts }) =>
          alerts.length === 0 ? (
            <EmptyNotice>{t("alerts.empty")}</EmptyNotice>
          ) : (
            <ul className="space-y-2">
              {alerts.map((alert) => (
                <li key={`${alert.fingerprint}/${alert.startsAt}/${alert.monitorId}`}>
                  <Alert alert={alert} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}

const TONES: Readonly<Record<ProcessAlert["status"], string>> = {
  firing: "bg-bad/15 text-bad",
  resolved: "bg-raised text-quiet",
  lost: "bg-warning/20 text-warning",
};

/** Labels that the headline tells already. */
const TOLD = new Set(["alertname", "severity", "service", "environment"]);

function Alert({ alert }: { readonly alert: ProcessAlert }) {
  const { t } = useTranslation();
  const { time, ago, count: counted } = useFormat();
  const { name, severity, status, startsAt, endsAt, service, environment, labels, annotations, count } =
    alert;
  const where = [service, environment].filter(Boolean).join(" · ");
  const others = Object.entries(labels).filter(([label]) => !TOLD.has(label));
  return (
    <article className="rounded-xl border border-line bg-panel p-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-semibold">{name}</h2>
        <span className={`rounded px-1.5 text-xs font-medium ${TONES[status]}`}>{t(`alerts.${status}`)}</span>
        <span className="rounded bg-raised px-1.5 text-xs text-quiet">{severity}</span>
        <span className="ml-auto text-sm text-quiet tabular-nums" title={time(startsAt)}>
          {ago(startsAt)}
        </span>
      </div>
      <p className="mt-1 text-sm break-words">{annotations["summary"] ?? annotations["description"] ?? ""}</p>
      <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-quiet">
        <span>
          {endsAt === undefined
            ? t("alerts.since", { from: time(startsAt) })
            : t("alerts.fromTo", { from: time(startsAt), to: time(endsAt) })}
        </span>
        {where !== "" && <span>{where}</span>}
        {count !== undefined && <span>{t("alerts.events", { events: counted(count) })}</span>}
        {others.map(([label, value]) => (
          <span key={label}>
            {label}: {value}
          </span>
        ))}
      </p>
    </article>
  );
}
