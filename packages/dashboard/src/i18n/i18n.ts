import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { en } from "./en.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** Languages of the pages, by what they call themselves. */
export const LANGUAGES = { en: "English", zh: "中文" } as const;

/** A language of the pages. */
export type Language = keyof typeof LANGUAGES;

/** Each language is fetched by itself: it is whole, and who reads one does not load the other. */
const TEXTS = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
} as const satisfies Record<Language, () => Promise<typeof en>>;

const KEY = "breakwater.language";

/** Makes texts available, in the language chosen before or else the browser's. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false },
  });
  await show(firstLanguage());
}

/** Shows the pages in a language and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  await show(language);
}

async function show(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await TEXTS[language]());
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : language;
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  if (stored === "en" || stored === "zh") return stored;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}
