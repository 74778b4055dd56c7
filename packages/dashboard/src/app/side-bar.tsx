import { useTranslation } from "react-i18next";
import { Logo } from "../ui/logo.tsx";
import { FrameChoices } from "./frame-choices.tsx";
import { Icon } from "./icons.tsx";
import { PageLinks } from "./page-links.tsx";
import { useShortcuts } from "./shortcuts.tsx";

/** Where one can go, and how the pages look; on a phone, `PhoneMenu` is there instead. */
export function SideBar() {
  const { t } = useTranslation();
  const { openSearch } = useShortcuts();
  return (
    <div className="sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-r border-line bg-panel md:flex">
      <div className="flex h-14 items-center gap-2 px-4">
        <Logo className="size-6" />
        <span className="font-semibold tracking-tight">Breakwater</span>
      </div>
      <div className="px-2 pb-2">
        <button
          type="button"
          onClick={openSearch}
          className="flex w-full items-center gap-2.5 rounded-md border border-line px-2.5 py-1.5 text-sm text-quiet hover:bg-raised hover:text-ink"
        >
          <Icon name="search" />
          {t("palette.open")}
          <kbd className="ml-auto rounded border border-line px-1 font-mono text-xs">/</kbd>
        </button>
      </div>
      <nav aria-label={t("nav.label")} className="flex-1 overflow-y-auto px-2 pb-2">
        <PageLinks />
      </nav>
      <div className="border-t border-line p-3">
        <FrameChoices />
      </div>
    </div>
  );
}
