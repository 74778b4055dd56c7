import { useTranslation } from "react-i18next";
import type { ServerStatus } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Panel } from "../../ui/panel.tsx";

/** Who has sent lately, in which dialect. */
export function ArrivalsPanel({ arrivals }: Pick<ServerStatus, "arrivals">) {
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
          {
            id: "protocol",
            header: t("settings.protocol"),
            isMinor: true,
            cell: ({ protocol }) => protocol,
          },
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
