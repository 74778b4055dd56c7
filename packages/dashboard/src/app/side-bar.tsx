import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { firingQuestion } from "../api/server-questions.ts";
import { logOut, sessionQuestion } from "../api/session.ts";
import { useFormat } from "../format/use-format.ts";
import { chooseLanguage, LANGUAGES, type Language } from "../i18n/i18n.ts";
import { Choice } from "../ui/choice.tsx";
import { Logo } from "../ui/logo.tsx";
import { Icon } from "./icons.tsx";
import { PAGES } from "./pages.ts";
import { chooseTheme, useTheme } from "./theme.ts";
import { keptFor } from "./use-listing.ts";
import { useView } from "./use-view.ts";

/** Where one can go, and how the pages look. */
export function SideBar() {
  const { t } = useTranslation();
  return (
    <div className="flex shrink-0 flex-col border-b border-line bg-panel md:sticky md:top-0 md:h-dvh md:w-52 md:border-r md:border-b-0">
      <div className="flex h-12 items-center gap-2 px-4 md:h-14">
        <Logo className="size-6" />
        <span className="font-semibold tracking-tight">Breakwater</span>
      </div>
      <nav aria-label={t("nav.label")} className="overflow-x-auto px-2 pb-2 md:flex-1 md:overflow-y-auto">
        <ul className="flex gap-0.5 md:flex-col">
          {PAGES.map(({ to, name }) => (
            <li key={to}>
              <Link
                to={to}
                search={keptFor(to)}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm whitespace-nowrap text-quiet hover:bg-raised hover:text-ink [&.active]:bg-raised [&.active]:font-medium [&.active]:text-ink"
              >
                <Icon name={name} className="hidden size-4 md:block" />
                {t(`nav.${name}`)}
                {name === "alerts" && <FiringCount />}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="hidden flex-col gap-2 border-t border-line p-3 md:flex">
        <ThemeChoice />
        <LanguageChoice />
        <Identity />
      </div>
    </div>
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

function ThemeChoice() {
  const { t } = useTranslation();
  return (
    <Choice
      label={t("shell.theme")}
      value={useTheme()}
      options={[
        ["system", t("shell.themeSystem")],
        ["light", t("shell.themeLight")],
        ["dark", t("shell.themeDark")],
      ]}
      onChoose={chooseTheme}
    />
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <Choice
      label={t("shell.language")}
      value={i18n.language as Language}
      options={Object.entries(LANGUAGES) as [Language, string][]}
      onChoose={(language) => void chooseLanguage(language)}
    />
  );
}

function Identity() {
  const { t } = useTranslation();
  const { data: session } = useQuery(sessionQuestion);
  if (!session) return null;
  if (session.isOpen) return <p className="text-xs text-quiet">{t("shell.open")}</p>;
  const leave = async () => {
    await logOut();
    location.reload();
  };
  return (
    <p className="flex items-center justify-between gap-2 text-xs text-quiet">
      <span className="truncate">{session.name}</span>
      <button type="button" onClick={() => void leave()} className="text-accent hover:underline">
        {t("shell.logOut")}
      </button>
    </p>
  );
}
