import { useTranslation } from "react-i18next";
import type { ServerSettings, ServerStatus } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Panel } from "../../ui/panel.tsx";

interface AboutPanelProps {
  readonly settings: ServerSettings;
  readonly status: ServerStatus;
}

/** Versions, clocks, and behind a click what the engine holds. */
export function AboutPanel({ settings, status }: AboutPanelProps) {
  const { t } = useTranslation();
  const { bytes, time } = useFormat();
  const { tables, engineVersion, oldestSpan, now } = status;
  return (
    <Panel title={t("settings.versions")} className="lg:col-span-2">
      <Facts
        rows={[
          [t("settings.breakwater"), settings.versions.breakwater],
          [t("settings.engine"), `ClickHouse ${engineVersion}`],
          [t("settings.node"), settings.versions.node],
          [t("settings.started"), time(settings.startedAt)],
          [t("settings.clock"), time(now)],
          [t("settings.oldest"), oldestSpan === undefined ? "–" : time(oldestSpan)],
          [t("settings.stored"), bytes(tables.reduce((sum, table) => sum + table.bytes, 0))],
        ]}
      />
      <details className="mt-3">
        <summary className="text-sm text-accent">{t("settings.tables")}</summary>
        <Tables tables={tables} />
      </details>
    </Panel>
  );
}

function Tables({ tables }: Pick<ServerStatus, "tables">) {
  const { t } = useTranslation();
  const { bytes, count } = useFormat();
  return (
    <DataTable
      label={t("settings.tables")}
      columns={[
        { id: "table", header: t("settings.table"), cell: ({ table }) => <code>{table}</code> },
        { id: "rows", header: t("settings.rows"), isNumber: true, cell: ({ rows }) => count(rows) },
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
  );
}
