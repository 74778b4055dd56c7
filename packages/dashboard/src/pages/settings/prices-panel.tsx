import { useTranslation } from "react-i18next";
import type { ServerSettings } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ChangeNote } from "./change-note.tsx";

type Price = ServerSettings["prices"][number];

const NANOS_PER_USD = 1e9;

/** The prices of the configuration, which come before those of the catalogue. */
export function PricesPanel({ settings }: { readonly settings: ServerSettings }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const others = useOtherPrices();
  const usd = (price: number | undefined) => money(price === undefined ? undefined : price * NANOS_PER_USD);
  const validity = ({ from, until }: Price) =>
    [from && t("settings.from", { from }), until && t("settings.until", { until })].filter(Boolean).join(" ");
  return (
    <Panel title={t("settings.prices")} note={t("settings.pricesNote")} className="lg:col-span-2">
      <DataTable
        label={t("settings.prices")}
        columns={[
          { id: "model", header: t("settings.model"), cell: ({ model }) => model },
          {
            id: "provider",
            header: t("settings.provider"),
            isMinor: true,
            cell: ({ provider }) => provider ?? "–",
          },
          {
            id: "input",
            header: t("settings.input"),
            isNumber: true,
            cell: (price) => usd(price.inputPerMillionUsd),
          },
          {
            id: "output",
            header: t("settings.output"),
            isNumber: true,
            cell: (price) => usd(price.outputPerMillionUsd),
          },
          { id: "others", header: t("settings.otherPrices"), isMinor: true, cell: others },
          {
            id: "valid",
            header: t("settings.valid"),
            isMinor: true,
            cell: (price) => validity(price) || "–",
          },
        ]}
        rows={settings.prices}
        keyOf={(price) => JSON.stringify(price)}
        empty={t("settings.noPrices")}
      />
      <ChangeNote settings={settings} group="prices" />
    </Panel>
  );
}

function useOtherPrices(): (price: Price) => string {
  const { t } = useTranslation();
  const { money, list } = useFormat();
  return (price) => {
    const named = [
      [t("settings.cacheRead"), price.cacheReadPerMillionUsd],
      [t("settings.cacheWrite"), price.cacheWritePerMillionUsd],
      [t("settings.cacheWrite1h"), price.cacheWrite1hPerMillionUsd],
      [t("settings.reasoningPrice"), price.reasoningPerMillionUsd],
      [t("settings.inputAudio"), price.inputAudioPerMillionUsd],
      [t("settings.outputAudio"), price.outputAudioPerMillionUsd],
    ] as const;
    const told = named.flatMap(([name, usd]) =>
      usd === undefined ? [] : [`${name} ${money(usd * NANOS_PER_USD)}`],
    );
    if (price.perCallUsd !== undefined) {
      told.push(t("settings.perCall", { price: money(price.perCallUsd * NANOS_PER_USD) }));
    }
    return told.length === 0 ? "–" : list(told);
  };
}
