import { useEffect, useEffectEvent } from "react";

/** What keys do, by the name of the key. An action that has nothing to do answers `false`: the key goes on its way. */
export type KeyActions = Readonly<Record<string, (event: KeyboardEvent) => unknown>>;

/** Lets keys act on the page one looks at, wherever the focus is, unless one writes or has a dialog open. */
export function useKeys(actions: KeyActions): void {
  const act = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isWriting(event)) return;
    const action = actions[event.key];
    if (action !== undefined && action(event) !== false) event.preventDefault();
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => act(event);
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Whether a key belongs to what one writes, to a dialog, or to the browser. */
export function isWriting({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  return target instanceof Element && target.closest("input, textarea, select, dialog[open]") !== null;
}
