import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { TraceListing } from "../api/questions.ts";
import { tracesSearch } from "./page-searches.ts";
import { keptView, type View, viewOf } from "./view.ts";

/** What the list of traces is narrowed to and ordered by, by the address; the same object as long as it says the same. */
export function useListing(): TraceListing {
  const text = useSearch({ strict: false, select: (search) => JSON.stringify(tracesSearch({ ...search })) });
  return useMemo(() => {
    const { find: _, ...listing } = tracesSearch(JSON.parse(text));
    return listing;
  }, [text]);
}

/** What a page takes over from the address: from one trace, the list of traces takes back what it was narrowed to. */
export function keptFor(page: string): (search: object) => View {
  return page === "/traces" && location.pathname.startsWith("/traces/") ? listSearch : keptView;
}

/** Of an address what leads to the list of traces as it was. */
export function listSearch(search: object) {
  return { ...viewOf({ ...search }), ...tracesSearch({ ...search }) };
}
