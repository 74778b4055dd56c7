import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { projectsQuestion } from "../api/server-questions.ts";
import { Choice } from "../ui/choice.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Icon } from "./icons.tsx";
import { type LiveState, useLive } from "./live.tsx";
import { PhoneMenu } from "./phone-menu.tsx";
import { RangePicker } from "./range-picker.tsx";
import { useFirstVisit } from "./use-first-visit.ts";
import { useChangeView, useView } from "./use-view.ts";

/** What every page looks at: project, filters and time; and whether it follows what arrives. */
export function TopBar() {
  const isFirstVisit = useFirstVisit();
  return (
    <header className="sticky top-0 z-10 flex flex-wrap items-center gap-2 border-b border-line bg-page/95 px-3 py-2.5 md:px-5">
      <PhoneMenu />
      <ProjectChoice />
      {!isFirstVisit && <FilterBar />}
      {!isFirstVisit && (
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
          <RangePicker />
          <LiveSwitch />
        </div>
      )}
    </header>
  );
}

function ProjectChoice() {
  const { t } = useTranslation();
  const view = useView();
  const change = useChangeView();
  const { data } = useQuery(projectsQuestion(view.project));
  if (data === undefined) return null;
  const { current } = data;
  const names = [...new Set([current, ...data.projects])].toSorted();
  if (names.length === 1) return <span className="text-sm font-medium">{current}</span>;
  return (
    <Choice
      isCompact
      label={t("shell.project")}
      value={current}
      options={names.map((name) => [name, name])}
      onChoose={(project) => change({ ...view, project })}
    />
  );
}

const DOTS: Readonly<Record<LiveState, string>> = {
  live: "bg-good breathes",
  paused: "bg-warning",
  lost: "bg-bad",
  fixed: "bg-edge",
};

function LiveSwitch() {
  const { t } = useTranslation();
  const { state, togglePause } = useLive();
  const text = t(`live.${state === "live" ? "on" : state}`);
  if (state === "fixed") return null;
  return (
    <button
      type="button"
      onClick={togglePause}
      title={state === "paused" ? t("live.resume") : t("live.pause")}
      className="flex h-8 items-center gap-2 rounded-md border border-line bg-panel px-2.5 text-sm hover:bg-raised"
    >
      <span className={`size-2 rounded-full ${DOTS[state]}`} />
      {text}
      <Icon name={state === "paused" ? "play" : "pause"} className="size-3.5 text-quiet" />
    </button>
  );
}
