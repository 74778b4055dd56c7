import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { writeSearch } from "./address.ts";
import { useIsUnreachable } from "./connection-banner.tsx";
import { knock } from "./knock.ts";
import { startRefreshing } from "./refreshing.ts";
import { useView } from "./use-view.ts";
import { filtersOf, isLive } from "./view.ts";

/** Whether the pages follow what arrives. */
export type LiveState = "live" | "paused" | "lost" | "fixed";

interface Live {
  readonly state: LiveState;
  readonly togglePause: () => void;
}

const LiveContext = createContext<Live>({ state: "fixed", togglePause: () => undefined });

/** Pages that filters do not narrow: a span that they exclude changes them all the same. */
const UNFILTERED = /^\/(?:traces\/.|budgets|alerts|settings)/;

/** Keeps the pages up to date: asks again when the server has stored something, at a pace that it can bear. */
export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const view = useView();
  const { pathname } = useLocation();
  const [isPaused, setPaused] = useState(false);
  const [isLost, setLost] = useState(false);
  const isUnreachable = useIsUnreachable();
  const isFollowing = isLive(view) && !isPaused && !isUnreachable;
  const { project } = view;
  const filters = UNFILTERED.test(pathname) ? {} : filtersOf(view);
  const address = `/api/v1/tail${writeSearch({ project, ...filters })}`;
  useEffect(() => {
    if (!isFollowing) return undefined;
    return startRefreshing({
      address,
      refresh: () =>
        queries.invalidateQueries({
          predicate: ({ meta }) => meta?.["isLive"] === true,
          refetchType: "active",
        }),
      onLost: (isNowLost) => {
        setLost(isNowLost);
        // The stream may have ended, or the server: one question tells.
        if (isNowLost) void knock();
      },
    });
  }, [isFollowing, address, queries]);
  const state = stateOf({ isFixed: !isLive(view), isPaused, isLost: isLost || isUnreachable });
  const live = useMemo(() => ({ state, togglePause: () => setPaused((before) => !before) }), [state]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** Whether the pages follow what arrives, and how to change it. */
export function useLive(): Live {
  return useContext(LiveContext);
}

interface LiveFacts {
  readonly isFixed: boolean;
  readonly isPaused: boolean;
  readonly isLost: boolean;
}

function stateOf({ isFixed, isPaused, isLost }: LiveFacts): LiveState {
  if (isLost) return "lost";
  if (isFixed) return "fixed";
  return isPaused ? "paused" : "live";
}
