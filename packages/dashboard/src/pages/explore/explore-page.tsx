import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../../ui/page-title.tsx";
import { ExploreChart } from "./explore-chart.tsx";
import { ExploreControls } from "./explore-controls.tsx";
import { ExploreTable } from "./explore-table.tsx";
import { exploredOf } from "./explored.ts";
import { LatencyMap } from "./latency-map.tsx";
import { TimeTable } from "./time-table.tsx";

const route = getRouteApi("/explore");

/** Any measure by any dimension. The address holds all of it. */
export function ExplorePage() {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const explored = exploredOf(route.useSearch());
  const { measure, by, draw, isCompared } = explored;
  return (
    <>
      <PageTitle title={t("explore.title")} about={t("explore.zoom")} />
      <ExploreControls
        explored={explored}
        onChange={(changed) =>
          void navigate({
            search: (before) =>
              Object.fromEntries(
                Object.entries({ ...before, ...changed }).filter(([, value]) => value !== undefined),
              ),
          })
        }
      />
      <div className="grid gap-3">
        {draw !== "table" && <ExploreChart explored={explored} draw={draw} />}
        {draw !== "table" && measure.startsWith("latency") && <LatencyMap />}
        {by !== "nothing" && <ExploreTable measure={measure} by={by} isCompared={isCompared} />}
        {by === "nothing" && draw === "table" && <TimeTable measure={measure} />}
      </div>
    </>
  );
}
