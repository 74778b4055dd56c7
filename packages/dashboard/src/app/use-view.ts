import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { type View, viewOf } from "./view.ts";

/** What the address of the page says to look at; the same object as long as it says the same. */
export function useView(): View {
  const text = useSearch({ strict: false, select: (search) => JSON.stringify(viewOf({ ...search })) });
  return useMemo(() => viewOf(JSON.parse(text)), [text]);
}

/** Changes the view of the page one is on, and leaves the rest of its address as it is. */
export function useChangeView(): (view: View) => void {
  const navigate = useNavigate();
  return (view) =>
    void navigate({
      to: ".",
      search: (before: Readonly<Record<string, unknown>>) => ({ ...withoutView(before), ...view }),
    });
}

function withoutView(search: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const view = viewOf({ ...search });
  return Object.fromEntries(Object.entries(search).filter(([name]) => !(name in view)));
}
