import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { valuesQuestion } from "../api/server-questions.ts";
import { useFormat } from "../format/use-format.ts";
import { Choice } from "../ui/choice.tsx";
import { Dropdown } from "../ui/dropdown.tsx";
import { EmptyNotice } from "../ui/page-states.tsx";
import { Icon } from "./icons.tsx";
import { useValueNames } from "./use-value-names.ts";
import { useChangeView, useView } from "./use-view.ts";
import { FILTER_DIMENSIONS, type FilterDimension, filtersOf, rangeOf, toggled } from "./view.ts";

/** The filters in force, each of which a click takes away, and a way to add one. */
export function FilterBar() {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const nameOf = useValueNames(view.fingerprint ?? []);
  const filters = Object.entries(filtersOf(view)) as [FilterDimension, readonly string[]][];
  return (
    <>
      {filters.flatMap(([dimension, values]) =>
        values.map((value) => (
          <Chip
            key={`${dimension}=${value}`}
            dimension={t(`dimension.${dimension}`)}
            name={nameOf(dimension, value) || t("filter.none")}
            value={value}
            onRemove={() => change(toggled(view, dimension, value))}
          />
        )),
      )}
      <Dropdown
        align="left"
        button={
          <>
            <Icon name="filter" className="size-4 text-quiet" />
            {t("filter.add")}
          </>
        }
      >
        {() => <FilterMenu />}
      </Dropdown>
      {filters.length > 1 && (
        <button
          type="button"
          onClick={() => change(rangeOf(view))}
          className="text-sm text-accent hover:underline"
        >
          {t("filter.clear")}
        </button>
      )}
    </>
  );
}

interface ChipProps {
  readonly dimension: string;
  /** What the value is called. */
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}

function Chip({ dimension, name, value, onRemove }: ChipProps) {
  const { t } = useTranslation();
  return (
    <span className="flex h-8 max-w-72 items-center rounded-md lg:max-w-md border border-line bg-raised text-sm">
      <span className="truncate pl-2.5" title={name === value ? undefined : `${name} (${value})`}>
        <span className="text-quiet">{dimension}</span> {name}
      </span>
      <button
        type="button"
        aria-label={t("filter.remove", { name: `${dimension} ${name}` })}
        onClick={onRemove}
        className="h-full px-2 text-quiet hover:text-ink"
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </span>
  );
}

function FilterMenu() {
  const { t } = useTranslation();
  const [dimension, setDimension] = useState<FilterDimension>("model");
  const [text, setText] = useState("");
  const view = useView();
  const change = useChangeView();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (text !== "" && (dimension !== "metadata" || text.includes("="))) {
      change(toggled(view, dimension, text));
      setText("");
    }
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-2">
      <Choice
        label={t("filter.dimension")}
        value={dimension}
        options={FILTER_DIMENSIONS.map((name) => [name, t(`dimension.${name}`)])}
        onChoose={setDimension}
      />
      <input
        aria-label={t("filter.find")}
        placeholder={t("filter.find")}
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="h-8 rounded-md border border-edge bg-page px-2 text-sm placeholder:text-quiet"
      />
      {dimension === "metadata" ? (
        <p className="px-1 text-xs text-quiet">{t("filter.metadataForm")}</p>
      ) : (
        <Values dimension={dimension} prefix={text} />
      )}
    </form>
  );
}

function Values({ dimension, prefix }: { readonly dimension: FilterDimension; readonly prefix: string }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const view = useView();
  const change = useChangeView();
  const { data } = useQuery(valuesQuestion(rangeOf(view), dimension, prefix));
  const nameOf = useValueNames(
    dimension === "fingerprint" ? (data?.values ?? []).map(({ value }) => value) : [],
  );
  const chosen = view[dimension] ?? [];
  if (data?.values.length === 0) return <EmptyNotice>{t("filter.noValues")}</EmptyNotice>;
  return (
    <ul className="max-h-64 overflow-y-auto">
      {data?.values.map(({ value, calls }) => (
        <li key={value}>
          <button
            type="button"
            aria-pressed={chosen.includes(value)}
            onClick={() => change(toggled(view, dimension, value))}
            title={value || undefined}
            className="flex w-full items-center justify-between gap-3 rounded px-2 py-1 text-sm hover:bg-raised aria-pressed:bg-raised aria-pressed:font-medium"
          >
            <span className="truncate">{nameOf(dimension, value) || t("filter.none")}</span>
            <span className="text-xs text-quiet tabular-nums">{count(calls)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
