import { useTranslation } from "react-i18next";
import type { ServerSettings } from "../../api/server-questions.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ChangeNote } from "./change-note.tsx";

const DAY_MS = 86_400_000;

/** How long what is kept, project by project. */
export function RetentionPanel({ settings }: { readonly settings: ServerSettings }) {
  const { t } = useTranslation();
  const { retention } = settings;
  const age = (ms: number | null) =>
    ms === null ? t("settings.forever") : t("settings.days", { count: Math.round((ms / DAY_MS) * 10) / 10 });
  const rows = [...retention.projects, { project: "", ...retention.default }];
  return (
    <Panel title={t("settings.retention")}>
      <DataTable
        label={t("settings.retention")}
        columns={[
          {
            id: "project",
            header: t("settings.project"),
            cell: ({ project }) => project || t("settings.allProjects"),
          },
          { id: "spans", header: t("settings.spans"), isNumber: true, cell: ({ spansMs }) => age(spansMs) },
          {
            id: "payloads",
            header: t("settings.payloads"),
            isNumber: true,
            cell: ({ payloadsMs }) => age(payloadsMs),
          },
          {
            id: "rollups",
            header: t("settings.rollups"),
            isNumber: true,
            cell: ({ rollupsMs }) => age(rollupsMs),
          },
        ]}
        rows={rows}
        keyOf={({ project }) => project}
        empty=""
      />
      <ChangeNote settings={settings} group="retention" />
    </Panel>
  );
}
