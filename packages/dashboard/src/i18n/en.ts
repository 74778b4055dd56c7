/** Texts in English: the form that the other languages fill. */
export const en = {
  nav: {
    label: "Pages",
    overview: "Overview",
    explore: "Explore",
    traces: "Traces",
    errors: "Errors",
    users: "Users",
    sessions: "Sessions",
    budgets: "Budgets",
    alerts: "Alerts",
    settings: "Settings",
  },
  shell: {
    skip: "Skip to content",
    theme: "Colours",
    themeSystem: "as the system",
    themeLight: "light",
    themeDark: "dark",
    language: "Language",
  },
  trace: {
    spans: "Spans of this trace",
    asMessages: "as messages",
    asJson: "as JSON",
    input: "Prompt",
    output: "Answer",
  },
  state: {
    loading: "Loading…",
    failed: "This could not be loaded.",
    retry: "Try again",
    notFound: "There is no such page.",
  },
};

/** Texts of one language, all of them. */
export type Texts = typeof en;
