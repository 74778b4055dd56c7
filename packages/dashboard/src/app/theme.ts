import { useSyncExternalStore } from "react";

/** What the colours follow. */
export type Theme = "system" | "light" | "dark";

const KEY = "breakwater.theme";
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** Chooses a theme and remembers it in this browser. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  applyTheme();
  for (const listener of listeners) listener();
}

/** Brings the page's colours in line with what was chosen. */
export function applyTheme(): void {
  const theme = currentTheme();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** The theme that was chosen, followed. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

function currentTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  SYSTEM.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    SYSTEM.removeEventListener("change", listener);
  };
}
