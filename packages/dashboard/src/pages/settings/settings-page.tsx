import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ServerStatus, statusQuestion } from "../../api/server-questions.ts";
import { LanguageChoice, ThemeChoice } from "../../app/side-bar.tsx";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Panel } from "../../ui/panel.tsx";

/** How the pages look, what the server is, and who sends to it. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { project } = useView();
  const status = useQuery(statusQuestion(project));
  return (
    <>
      <PageTitle title={t("settings.title")} />
      <div className="grid gap-3 lg:grid-cols-2">
        <Panel title={`${t("shell.theme")}, ${t("shell.language")}`} className="lg:col-span-2">
          <div className="grid max-w-md grid-cols-2 gap-3">
            <ThemeChoice />
            <LanguageChoice />
          </div>
        </Panel>
        <Answer of={status}>
          {(answer) => (
            <>
              <Arrivals arrivals={answer.arrivals} />
              <About status={answer} />
            </>
          )}
        </Answer>
      </div>
    </>
  );
}

function Arrivals({ arrivals }: Pick<ServerStatus, "arrivals">) {
  const { t } = useTranslation();
  const { count, ago, time, duration } = useFormat();
  return (
    <Panel title={t("settings.arrivals")} className="lg:col-span-2">
      <DataTable
        label={t("settings.arrivals")}
        columns={[
          {
            id: "service",
            header: t("settings.service"),
            cell: ({ service }) => service || t("filter.none"),
          },
          { id: "protocol", header: t("settings.protocol"), cell: ({ protocol }) => protocol },
          { id: "dialect", header: t("settings.dialect"), cell: ({ dialect }) => dialect },
          { id: "spans", header: t("settings.spans"), isNumber: true, cell: ({ spans }) => count(spans) },
          {
            id: "last",
            header: t("settings.last"),
            isNumber: true,
            cell: ({ lastArrival, aheadMs }) => (
              <span title={time(lastArrival)}>
                {ago(lastArrival)}
                {aheadMs > 1_000 && (
                  <span className="text-warning"> {t("settings.ahead", { ahead: duration(aheadMs) })}</span>
                )}
              </span>
            ),
          },
        ]}
        rows={arrivals}
        keyOf={({ service, protocol, dialect }) => `${service}/${protocol}/${dialect}`}
        empty={t("settings.noArrivals")}
      />
    </Panel>
  );
}

function About({ status }: { readonly status: ServerStatus }) {
  const { t } = useTranslation();
  const { bytes, count, time } = useFormat();
  const { tables, engineVersion, oldestSpan, now } = status;
  return (
    <>
      <Panel title={t("settings.about")}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <dt className="text-quiet">{t("settings.engine")}</dt>
          <dd>ClickHouse {engineVersion}</dd>
          <dt className="text-quiet">{t("settings.stored")}</dt>
          <dd>{bytes(tables.reduce((sum, table) => sum + table.bytes, 0))}</dd>
          <dt className="text-quiet">{t("settings.oldest")}</dt>
          <dd>{oldestSpan === undefined ? "–" : time(oldestSpan)}</dd>
          <dt className="text-quiet">{t("settings.clock")}</dt>
          <dd>{time(now)}</dd>
        </dl>
      </Panel>
      <Panel title={t("settings.stored")}>
        <DataTable
          label={t("settings.stored")}
          columns={[
            { id: "table", header: t("settings.table"), cell: ({ table }) => <code>{table}</code> },
            { id: "rows", header: t("column.count"), isNumber: true, cell: ({ rows }) => count(rows) },
            {
              id: "bytes",
              header: t("settings.bytes"),
              isNumber: true,
              cell: ({ bytes: size }) => bytes(size),
            },
          ]}
          rows={tables}
          keyOf={({ table }) => table}
          empty={t("state.noData")}
        />
      </Panel>
    </>
  );
}
