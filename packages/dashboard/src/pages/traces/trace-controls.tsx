import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { defined } from "../../app/address.ts";
import type { TracesSearch } from "../../app/page-searches.ts";
import { Choice } from "../../ui/choice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { LimitFields } from "./limit-fields.tsx";

const route = getRouteApi("/traces");

type Changed = { readonly [Name in keyof TracesSearch]: TracesSearch[Name] | undefined };

/** What the list is searched for, narrowed to and ordered by. */
export function TraceControls() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const { find, text, order = "start", hasError, unpriced, ...search } = route.useSearch();
  const { minDurationMs, maxDurationMs, minCostNanos } = search;
  const isFinding = find !== undefined;
  const set = useCallback(
    (changed: Changed, isWriting = false) =>
      void navigate({ search: (before) => defined({ ...before, ...changed }), replace: isWriting }),
    [navigate],
  );
  const onSearch = useCallback(
    (words: string) => set(isFinding ? { find: words } : { text: words === "" ? undefined : words }, true),
    [isFinding, set],
  );
  return (
    <>
      <SearchField
        label={isFinding ? t("traces.searchText") : t("traces.search")}
        value={find ?? text ?? ""}
        onSearch={onSearch}
      />
      <Choice
        isCompact
        label={t("traces.search")}
        value={isFinding ? "texts" : "names"}
        options={[
          ["names", t("traces.inNames")],
          ["texts", t("traces.inTexts")],
        ]}
        onChoose={(place) =>
          set(
            place === "texts"
              ? { find: text ?? "", text: undefined }
              : { find: undefined, text: find || undefined },
          )
        }
      />
      {!isFinding && (
        <>
          <Choice
            isCompact
            label={t("traces.order")}
            value={order}
            options={[
              ["start", t("traces.start")],
              ["duration", t("traces.duration")],
              ["cost", t("traces.cost")],
            ]}
            onChoose={(chosen) => set({ order: chosen === "start" ? undefined : chosen })}
          />
          <Toggle
            text={t("traces.onlyErrors")}
            isOn={hasError === "true"}
            onToggle={(isOn) => set({ hasError: isOn ? "true" : undefined })}
          />
          <Toggle
            text={t("traces.onlyUnpriced")}
            isOn={unpriced === "true"}
            onToggle={(isOn) => set({ unpriced: isOn ? "true" : undefined })}
          />
          <LimitFields
            limits={{ minDurationMs, maxDurationMs, minCostNanos }}
            onChange={(changed) => set(changed)}
          />
        </>
      )}
    </>
  );
}

interface ToggleProps {
  readonly text: string;
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
}

function Toggle({ text, isOn, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => onToggle(!isOn)}
      className="h-8 rounded-md border border-line bg-panel px-2.5 text-sm hover:bg-raised aria-pressed:border-accent aria-pressed:text-accent"
    >
      {text}
    </button>
  );
}
