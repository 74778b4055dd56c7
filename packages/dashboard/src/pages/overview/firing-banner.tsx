import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { firingQuestion } from "../../api/server-questions.ts";
import { Icon } from "../../app/icons.tsx";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";

/** Names told before one has to look. */
const TOLD = 3;

/** Which alerts fire now, whatever range and filters one looks at; nothing when none does. */
export function FiringBanner() {
  const { t } = useTranslation();
  const { list } = useFormat();
  const view = useView();
  const { data } = useQuery(firingQuestion(view.project));
  const firing = data ?? [];
  if (firing.length === 0) return null;
  const names = [...new Set(firing.map(({ name }) => name))];
  const told = names.length > TOLD ? [...names.slice(0, TOLD), "…"] : names;
  return (
    <Link
      to="/alerts"
      search={view}
      className="mb-3 flex items-center gap-2 rounded-xl border border-bad/40 bg-bad/10 px-4 py-2.5 text-sm text-bad hover:bg-bad/15"
    >
      <Icon name="alerts" />
      <span className="shrink-0 font-semibold">{t("overview.firing", { count: firing.length })}</span>
      <span className="min-w-0 truncate">{list(told)}</span>
    </Link>
  );
}
