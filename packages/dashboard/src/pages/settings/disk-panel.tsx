import { useTranslation } from "react-i18next";
import type { ServerSettings, ServerStatus } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ChangeNote } from "./change-note.tsx";

interface DiskPanelProps {
  readonly disk: ServerStatus["disk"];
  readonly settings: ServerSettings;
}

/** How much room there is, and what had to go for it. */
export function DiskPanel({ disk, settings }: DiskPanelProps) {
  const { t } = useTranslation();
  const { bytes } = useFormat();
  if (disk === undefined) {
    return (
      <Panel title={t("settings.disk")}>
        <p className="text-sm text-quiet">{t("settings.diskUnknown")}</p>
      </Panel>
    );
  }
  const { usedBytes, freeBytes, maxBytes, minFreeBytes, fullBecause, drops } = disk;
  const used = bytes(usedBytes);
  return (
    <Panel title={t("settings.disk")}>
      {fullBecause !== undefined && (
        <div role="alert" className="mb-3 rounded-md bg-bad/10 p-3 text-sm">
          <p className="font-semibold text-bad">{t("settings.full")}</p>
          <p>{fullBecause}</p>
        </div>
      )}
      <Facts
        rows={[
          [
            t("settings.used"),
            maxBytes === undefined
              ? t("settings.noMax", { used })
              : t("settings.usedOf", { used, max: bytes(maxBytes) }),
          ],
          [t("settings.free"), t("settings.freeOf", { free: bytes(freeBytes), min: bytes(minFreeBytes) })],
        ]}
      />
      <h3 className="mt-3 mb-1 text-xs text-quiet">{t("settings.drops")}</h3>
      {drops.length === 0 ? <p className="text-sm">{t("settings.noDrops")}</p> : <Drops drops={drops} />}
      <ChangeNote settings={settings} group="disk" />
    </Panel>
  );
}

function Drops({ drops }: Pick<NonNullable<ServerStatus["disk"]>, "drops">) {
  const { t } = useTranslation();
  const { bytes, count, ago, time } = useFormat();
  return (
    <DataTable
      label={t("settings.drops")}
      columns={[
        { id: "day", header: t("settings.day"), cell: ({ day }) => day },
        { id: "table", header: t("settings.table"), cell: ({ table }) => <code>{table}</code> },
        { id: "rows", header: t("settings.rows"), isNumber: true, cell: ({ rows }) => count(rows) },
        {
          id: "bytes",
          header: t("settings.bytes"),
          isNumber: true,
          isMinor: true,
          cell: ({ bytes: size }) => bytes(size),
        },
        {
          id: "at",
          header: t("settings.at"),
          isNumber: true,
          cell: ({ at }) => <span title={time(at)}>{ago(at)}</span>,
        },
      ]}
      rows={drops}
      keyOf={({ at, table, day }) => `${at}/${table}/${day}`}
      empty={t("settings.noDrops")}
    />
  );
}
