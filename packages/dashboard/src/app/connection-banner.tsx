import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { connection } from "../api/connection.ts";
import { knock } from "./knock.ts";

const subscribe = (listener: () => void) => connection.subscribe(listener);

/** Whether the server cannot be reached, followed. */
export function useIsUnreachable(): boolean {
  return useSyncExternalStore(subscribe, () => connection.isLost);
}

/** How long to wait between two attempts. */
const PAUSE_MS = 1_500;

/** Says that the server cannot be reached, once for the whole page, and looks for it until it is back. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const isLost = useIsUnreachable();
  useEffect(() => {
    if (!isLost) return undefined;
    const timer = setInterval(() => void knock(), PAUSE_MS);
    return () => {
      clearInterval(timer);
      // What failed meanwhile is asked again; the rest is asked by whoever follows what arrives.
      void queries.invalidateQueries({ predicate: ({ state }) => state.error !== null });
    };
  }, [isLost, queries]);
  if (!isLost) return null;
  return (
    <p role="alert" className="bg-bad/15 px-5 py-2 text-sm font-medium text-bad">
      {t("state.trying")}
    </p>
  );
}
