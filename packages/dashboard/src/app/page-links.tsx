import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { firingQuestion } from "../api/server-questions.ts";
import { useFormat } from "../format/use-format.ts";
import { Icon } from "./icons.tsx";
import { PAGES } from "./pages.ts";
import { keptFor } from "./use-listing.ts";
import { useView } from "./use-view.ts";

/** Every page; the one that is open is marked. */
export function PageLinks({ onGo }: { readonly onGo?: () => void }) {
  const { t } = useTranslation();
  return (
    <ul className="flex flex-col gap-0.5">
      {PAGES.map(({ to, name }) => (
        <li key={to}>
          <Link
            to={to}
            search={keptFor(to)}
            activeOptions={{ exact: to === "/", includeSearch: false }}
            onClick={onGo}
            className="flex items-center gap-2.5 rounded-md px-2.5 py-2 text-sm whitespace-nowrap text-quiet hover:bg-raised hover:text-ink md:py-1.5 [&.active]:bg-raised [&.active]:font-medium [&.active]:text-ink"
          >
            <Icon name={name} />
            {t(`nav.${name}`)}
            {name === "alerts" && <FiringCount />}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** How many alerts fire; nothing while none does. */
function FiringCount() {
  const { t } = useTranslation();
  const { count } = useFormat();
  const { data } = useQuery(firingQuestion(useView().project));
  if (data === undefined || data.length === 0) return null;
  return (
    <span className="ml-auto rounded-full bg-bad px-1.5 text-xs font-medium text-panel tabular-nums">
      <span aria-hidden="true">{count(data.length)}</span>
      <span className="sr-only">, {t("alerts.firingCount", { count: data.length })}</span>
    </span>
  );
}
