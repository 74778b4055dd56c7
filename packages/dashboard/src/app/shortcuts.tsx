import { useNavigate } from "@tanstack/react-router";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";
import { useLive } from "./live.tsx";
import { PAGES } from "./pages.ts";
import { isWriting } from "./use-keys.ts";
import { keptFor } from "./use-listing.ts";
import { useRowKeys } from "./use-row-keys.ts";

const CommandPalette = lazy(async () => ({
  default: (await import("../palette/command-palette.tsx")).CommandPalette,
}));
const KeyHelp = lazy(async () => ({ default: (await import("../palette/key-help.tsx")).KeyHelp }));

interface ShortcutActions {
  readonly openSearch: () => void;
}

const ShortcutContext = createContext<ShortcutActions>({ openSearch: () => undefined });

/** What keys do, for those who have none to press. */
export function useShortcuts(): ShortcutActions {
  return useContext(ShortcutContext);
}

/** Keys that work everywhere: `/` searches, `?` explains, `g` and another go to a page, `p` stops the updates. */
export function Shortcuts({ children }: { readonly children: ReactNode }) {
  const navigate = useNavigate();
  const { togglePause } = useLive();
  useRowKeys();
  const [shown, setShown] = useState<"search" | "help">();
  useEffect(() => {
    let isGoing = false;
    const actions: Readonly<Record<string, () => void>> = {
      "?": () => setShown("help"),
      p: togglePause,
      "/": () => setShown("search"),
    };
    const actionOf = (key: string) => {
      const page = isGoing ? PAGES.find((one) => one.key === key) : undefined;
      return page === undefined
        ? actions[key]
        : () => void navigate({ to: page.to, search: keptFor(page.to) });
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isWriting(event)) return;
      const action = actionOf(event.key);
      isGoing = event.key === "g";
      if (action === undefined) return;
      action();
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [navigate, togglePause]);
  const value = useMemo(() => ({ openSearch: () => setShown("search") }), []);
  const close = () => setShown(undefined);
  return (
    <ShortcutContext.Provider value={value}>
      {children}
      <Suspense fallback={null}>
        {shown === "search" && <CommandPalette onClose={close} />}
        {shown === "help" && <KeyHelp onClose={close} />}
      </Suspense>
    </ShortcutContext.Provider>
  );
}
