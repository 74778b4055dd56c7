import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "./live.tsx";
import { PAGES } from "./pages.ts";
import { isWriting } from "./use-keys.ts";
import { keptFor } from "./use-listing.ts";
import { useRowKeys } from "./use-row-keys.ts";

/** Keys that work everywhere, and the page that lists them. */
export function Shortcuts() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { togglePause } = useLive();
  useRowKeys();
  const help = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let isGoing = false;
    const actions: Readonly<Record<string, () => void>> = {
      "?": () => help.current?.showModal(),
      p: togglePause,
      "/": focusSearch,
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
  return (
    <dialog
      ref={help}
      aria-label={t("keys.title")}
      className="m-auto w-80 rounded-xl border border-line bg-panel p-5 text-ink backdrop:bg-black/40"
    >
      <h2 className="mb-3 font-semibold">{t("keys.title")}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
        <Key keys="/" text={t("keys.search")} />
        <Key keys="j k" text={t("keys.move")} />
        <Key keys="Enter" text={t("keys.open")} />
        <Key keys="n N" text={t("keys.hits")} />
        <Key keys="[ ]" text={t("keys.neighbours")} />
        <Key keys="p" text={t("keys.pause")} />
        {PAGES.map(({ name, key }) => (
          <Key key={key} keys={`g ${key}`} text={t("keys.go", { page: t(`nav.${name}`) })} />
        ))}
        <Key keys="?" text={t("keys.help")} />
        <Key keys="Esc" text={t("keys.close")} />
      </dl>
    </dialog>
  );
}

function Key({ keys, text }: { readonly keys: string; readonly text: string }) {
  return (
    <>
      <dt className="flex gap-1">
        {keys.split(" ").map((key) => (
          <kbd key={key} className="rounded border border-line bg-raised px-1.5 font-mono text-xs">
            {key}
          </kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </>
  );
}

function focusSearch(): void {
  document.querySelector<HTMLElement>("[data-search]")?.focus();
}
