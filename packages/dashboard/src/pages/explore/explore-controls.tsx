import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { valuesQuestion } from "../../api/server-questions.ts";
import type { ExploreSearch } from "../../app/page-searches.ts";
import { useView } from "../../app/use-view.ts";
import { FILTER_DIMENSIONS, rangeOf } from "../../app/view.ts";
import { Choice } from "../../ui/choice.tsx";
import {
  EXPLORED_MEASURES,
  type Explored,
  type ExploredGroup,
  type ExploredMeasure,
  isMetadata,
  type MeasureSubject,
  waysToDraw,
} from "./explored.ts";
import { useGroupName } from "./use-group-name.ts";

interface ExploreControlsProps {
  readonly explored: Explored;
  /** Changes the address; what is undefined is taken out of it. */
  readonly onChange: (
    changed: { readonly [Name in keyof ExploreSearch]: ExploreSearch[Name] | undefined },
  ) => void;
}

/** What to look at, and how. */
export function ExploreControls({ explored, onChange }: ExploreControlsProps) {
  const { t } = useTranslation();
  const { measure, by, draw, isCompared } = explored;
  const subjects = Object.entries(EXPLORED_MEASURES) as [MeasureSubject, readonly ExploredMeasure[]][];
  return (
    <div className="mb-3 flex flex-wrap items-end gap-3">
      <Choice<ExploredMeasure>
        label={t("explore.measure")}
        value={measure}
        options={subjects.flatMap(([subject, names]) =>
          names.map((name) => [name, t(`measure.${name}`), t(`explore.subject.${subject}`)] as const),
        )}
        onChoose={(name) => onChange({ measure: name })}
      />
      <GroupChoice by={by} onChoose={(name) => onChange({ by: name })} />
      <Choice
        label={t("explore.draw")}
        value={draw}
        options={waysToDraw(measure).map((way) => [way, t(`explore.${way}`)])}
        onChoose={(way) => onChange({ draw: way })}
      />
      <label className="flex h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={isCompared}
          disabled={draw === "table" && by === "nothing"}
          onChange={({ target }) => onChange({ compare: target.checked ? "true" : undefined })}
        />
        {t("explore.compare")}
      </label>
    </div>
  );
}

interface GroupChoiceProps {
  readonly by: Explored["by"];
  readonly onChoose: (by: Explored["by"]) => void;
}

/** What to split by: dimensions, and the keys of metadata that occur. */
function GroupChoice({ by, onChoose }: GroupChoiceProps) {
  const { t } = useTranslation();
  const nameOf = useGroupName();
  const { data } = useQuery(valuesQuestion(rangeOf(useView()), "metadata", ""));
  const keys = new Set((data?.values ?? []).map(({ value }): ExploredGroup => `metadata.${value}`));
  if (by !== "nothing" && isMetadata(by)) keys.add(by);
  return (
    <Choice<Explored["by"]>
      label={t("explore.by")}
      value={by}
      options={[
        ["nothing", t("explore.nothing")],
        ...FILTER_DIMENSIONS.filter((name) => name !== "metadata").map(
          (name) => [name, nameOf(name)] as const,
        ),
        ...[...keys].map((name) => [name, nameOf(name), t("dimension.metadata")] as const),
      ]}
      onChoose={onChoose}
    />
  );
}
