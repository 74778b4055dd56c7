import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ExploreSearch } from "../../app/page-searches.ts";
import { FILTER_DIMENSIONS } from "../../app/view.ts";
import { Choice } from "../../ui/choice.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { ExploreChart } from "./explore-chart.tsx";
import { ExploreTable } from "./explore-table.tsx";
import { EXPLORED_MEASURES, exploredOf } from "./explored.ts";
import { LatencyMap } from "./latency-map.tsx";

const route = getRouteApi("/explore");

/** Any measure by any dimension. The address holds all of it. */
export function ExplorePage() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const explored = exploredOf(route.useSearch());
  const set = (changed: ExploreSearch) => void navigate({ search: (before) => ({ ...before, ...changed }) });
  return (
    <>
      <PageTitle title={t("explore.title")} about={t("explore.zoom")} />
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <Choice
          label={t("explore.measure")}
          value={explored.measure}
          options={EXPLORED_MEASURES.map((name) => [name, t(`measure.${name}`)])}
          onChoose={(measure) => set({ measure })}
        />
        <Choice
          label={t("explore.by")}
          value={explored.by}
          options={[
            ["nothing", t("explore.nothing")],
            ...FILTER_DIMENSIONS.filter((name) => name !== "metadata").map(
              (name) => [name, t(`dimension.${name}`)] as const,
            ),
          ]}
          onChoose={(by) => set({ by })}
        />
        <Choice
          label={t("explore.draw")}
          value={explored.draw}
          options={(["area", "bar", "line"] as const).map((draw) => [draw, t(`explore.${draw}`)])}
          onChoose={(draw) => set({ draw })}
        />
        <label className="flex h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={explored.isCompared}
            disabled={explored.by !== "nothing"}
            onChange={({ target }) =>
              void navigate({
                search: ({ compare: _, ...before }) =>
                  target.checked ? { ...before, compare: "true" } : before,
              })
            }
          />
          {t("explore.compare")}
        </label>
      </div>
      <div className="grid gap-3">
        <ExploreChart explored={explored} />
        {explored.measure.startsWith("latency") && <LatencyMap />}
        {explored.by !== "nothing" && <ExploreTable explored={explored} by={explored.by} />}
      </div>
    </>
  );
}
