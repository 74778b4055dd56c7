import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ErrorGroup } from "../../api/questions.ts";
import type { View } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";
import { errorPartsQuestion } from "./error-parts-question.ts";

interface ErrorTilesProps {
  readonly group: ErrorGroup;
  readonly view: View;
}

/** An error in a few numbers. */
export function ErrorTiles({ group, view }: ErrorTilesProps) {
  const { t } = useTranslation();
  const { count, money, ago } = useFormat();
  const { users, costNanos, firstSeen, lastSeen, isNew } = group;
  const { data } = useQuery(errorPartsQuestion(view, "model"));
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-5 max-lg:[&>:first-child]:col-span-2">
      <StatTile label={t("column.errors")} value={count(group.count)} note={t("errors.inRange")} />
      <StatTile
        label={t("errors.usersHit")}
        value={users === 0 ? "–" : count(users)}
        note={users === 0 ? t("errors.noUsers") : undefined}
      />
      <StatTile
        label={t("column.cost")}
        value={data === undefined ? money(costNanos || undefined) : <SpendText isStacked of={data.total} />}
      />
      <StatTile
        label={t(isNew ? "errors.firstSeen" : "errors.firstInRange")}
        value={ago(firstSeen)}
        note={<Moment at={firstSeen} />}
      />
      <StatTile label={t("errors.lastSeenAt")} value={ago(lastSeen)} note={<Moment at={lastSeen} />} />
    </dl>
  );
}

/** The frame of the pages tells the time zone. */
function Moment({ at }: { readonly at: string }) {
  const { plainTime, time } = useFormat();
  return <span title={time(at)}>{plainTime(at)}</span>;
}
