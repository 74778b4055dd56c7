import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { writeSearch } from "./address.ts";
import { startRefreshing } from "./refreshing.ts";
import { useView } from "./use-view.ts";
import { isLive } from "./view.ts";

/** Whether the pages follow what arrives. */
export type LiveState = "live" | "paused" | "lost" | "fixed";

interface Live {
  readonly state: LiveState;
  readonly togglePause: () => void;
}

const LiveContext = createContext<Live>({ state: "fixed", togglePause: () => undefined });

/** Keeps the pages up to date: asks again when the server has stored something, at a pace that it can bear. */
export function LiveUpdates({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const view = useView();
  const [isPaused, setPaused] = useState(false);
  const [isLost, setLost] = useState(false);
  const isFollowing = isLive(view) && !isPaused;
  const { project } = view;
  useEffect(() => {
    if (!isFollowing) return undefined;
    return startRefreshing({
      address: `/api/v1/tail${writeSearch({ project })}`,
      refresh: () =>
        queries.invalidateQueries({
          predicate: ({ meta }) => meta?.["isLive"] === true,
          refetchType: "active",
        }),
      onLost: setLost,
    });
  }, [isFollowing, project, queries]);
  const state = stateOf({ isFixed: !isLive(view), isPaused, isLost });
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
  if (isFixed) return "fixed";
  if (isPaused) return "paused";
  return isLost ? "lost" : "live";
}
