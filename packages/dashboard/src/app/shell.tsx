import { Link, Outlet } from "@tanstack/react-router";
import { type ChangeEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, LANGUAGES, type Language } from "../i18n/i18n.ts";
import { chooseTheme, type Theme, useTheme } from "./theme.ts";

const PAGES = [{ to: "/", name: "nav.overview" }] as const;

/** The frame around every page: where one can go, and how the pages look. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:bg-panel focus:p-2">
        {t("shell.skip")}
      </a>
      <header className="flex shrink-0 flex-wrap items-center gap-x-4 border-b border-line bg-panel p-3 md:w-52 md:flex-col md:items-stretch md:border-r md:border-b-0">
        <Link to="/" className="flex items-center gap-2 font-semibold">
          <img src="/icon.svg" alt="" className="size-6" />
          Breakwater
        </Link>
        <nav aria-label={t("nav.label")} className="md:mt-4">
          <ul className="flex flex-wrap gap-1 md:flex-col">
            {PAGES.map(({ to, name }) => (
              <li key={to}>
                <Link
                  to={to}
                  className="block rounded px-2 py-1 text-quiet hover:bg-raised [&.active]:bg-raised [&.active]:text-ink"
                >
                  {t(name)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="ml-auto flex gap-3 md:mt-auto md:ml-0 md:flex-col">
          <ThemeChoice />
          <LanguageChoice />
        </div>
      </header>
      <main id="content" className="min-w-0 flex-1">
        <Outlet />
      </main>
    </div>
  );
}

const THEMES = [
  ["system", "shell.themeSystem"],
  ["light", "shell.themeLight"],
  ["dark", "shell.themeDark"],
] as const;

function ThemeChoice() {
  const { t } = useTranslation();
  const theme = useTheme();
  return (
    <Choice
      label={t("shell.theme")}
      value={theme}
      options={THEMES.map(([value, name]) => [value, t(name)])}
      onChoose={(value) => chooseTheme(value as Theme)}
    />
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <Choice
      label={t("shell.language")}
      value={i18n.language}
      options={Object.entries(LANGUAGES)}
      onChoose={(value) => void chooseLanguage(value as Language)}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="block text-xs text-quiet">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event: ChangeEvent<HTMLSelectElement>) => onChoose(event.target.value)}
        className="mt-0.5 w-full rounded border border-line bg-panel px-1 py-0.5 text-sm"
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
