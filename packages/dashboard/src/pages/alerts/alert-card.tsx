import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ProcessAlert } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { rangeOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { callsOf } from "./alert-calls.ts";
import { useConditionText } from "./use-condition-text.ts";

const TONES: Readonly<Record<ProcessAlert["status"], string>> = {
  firing: "bg-bad/15 text-bad",
  resolved: "bg-raised text-quiet",
  lost: "bg-warning/20 text-warning",
};

/** Labels that the headline tells already. */
const TOLD = new Set(["alertname", "severity"]);

interface AlertCardProps {
  readonly alert: ProcessAlert;
  /** Labels that are filtered by, as `name=value`. */
  readonly chosen: readonly string[];
  readonly onLabel: (label: string) => void;
}

/** One alert: what, how bad, since when, by which measure, and the way to its calls. */
export function AlertCard({ alert, chosen, onLabel }: AlertCardProps) {
  const { t } = useTranslation();
  const { time, ago } = useFormat();
  const severity = useSeverityText();
  const condition = useConditionText()(alert);
  const { name, status, startsAt, annotations } = alert;
  return (
    <article className="rounded-xl border border-line bg-panel p-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="min-w-0 font-semibold break-words">{name}</h2>
        <span className={`rounded px-1.5 text-xs font-medium ${TONES[status]}`}>{t(`alerts.${status}`)}</span>
        <span className="rounded bg-raised px-1.5 text-xs text-quiet">{severity(alert.severity)}</span>
        <time
          dateTime={startsAt}
          title={time(startsAt)}
          className="ml-auto text-sm whitespace-nowrap text-quiet"
        >
          {ago(startsAt)}
        </time>
      </div>
      <p className="mt-1 text-sm break-words">{annotations["summary"] ?? annotations["description"] ?? ""}</p>
      {condition !== undefined && <p className="mt-1 text-sm text-quiet tabular-nums">{condition}</p>}
      <Labels alert={alert} chosen={chosen} onLabel={onLabel} />
      <Times alert={alert} />
    </article>
  );
}

function Labels({ alert: { labels }, chosen, onLabel }: AlertCardProps) {
  const { t } = useTranslation();
  const shown = Object.entries(labels).filter(([label]) => !TOLD.has(label));
  if (shown.length === 0) return null;
  return (
    <ul aria-label={t("alerts.labels")} className="mt-2 flex flex-wrap gap-1.5">
      {shown.map(([name, value]) => {
        const label = `${name}=${value}`;
        return (
          <li key={label} className="max-w-full">
            <button
              type="button"
              aria-pressed={chosen.includes(label)}
              title={t(chosen.includes(label) ? "alerts.withoutLabel" : "alerts.withLabel", { label })}
              onClick={() => onLabel(label)}
              className="max-w-full truncate rounded border border-line px-1.5 py-0.5 text-xs hover:bg-raised aria-pressed:border-accent aria-pressed:bg-raised"
            >
              <span className="text-quiet">{name}</span> {value}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Times({ alert }: Pick<AlertCardProps, "alert">) {
  const { t } = useTranslation();
  const { time, duration } = useFormat();
  const view = useView();
  const { startsAt, endsAt, seenAt, status, count, labels } = alert;
  const end = endsAt ?? (status === "lost" ? seenAt : undefined);
  const length = duration(Math.max(0, (end ? Date.parse(end) : Date.now()) - Date.parse(startsAt)));
  const from = time(startsAt);
  return (
    <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-quiet tabular-nums">
      <span>
        {end === undefined
          ? t("alerts.since", { from, length })
          : t("alerts.fromTo", { from, to: time(end), length })}
      </span>
      {count !== undefined && <span>{t("alerts.events", { count })}</span>}
      <Link to="/traces" search={callsOf(alert, view.project)} className="text-accent hover:underline">
        {t("alerts.calls")}
      </Link>
      {labels["budget"] !== undefined && (
        <Link to="/budgets" search={rangeOf(view)} className="text-accent hover:underline">
          {t("alerts.budget")}
        </Link>
      )}
    </p>
  );
}

function useSeverityText(): (severity: string) => string {
  const { t } = useTranslation();
  return (severity) =>
    severity === "critical" || severity === "warning" || severity === "info"
      ? t(`alerts.severity.${severity}`)
      : severity;
}
