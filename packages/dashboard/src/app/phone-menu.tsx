import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Modal } from "../ui/modal.tsx";
import { FrameChoices } from "./frame-choices.tsx";
import { Icon } from "./icons.tsx";
import { PageLinks } from "./page-links.tsx";
import { useShortcuts } from "./shortcuts.tsx";

/** On a phone: a button that opens what the side bar holds elsewhere. */
export function PhoneMenu() {
  const { t } = useTranslation();
  const { openSearch } = useShortcuts();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <div className="flex gap-2 md:hidden">
      <PhoneButton icon="menu" label={t("shell.menu")} onClick={() => setOpen(true)} />
      <PhoneButton icon="search" label={t("palette.open")} onClick={openSearch} />
      {isOpen && (
        <Modal place="side" title="Breakwater" onClose={close}>
          <nav aria-label={t("nav.label")}>
            <PageLinks onGo={close} />
          </nav>
          <div className="mt-4 border-t border-line pt-4">
            <FrameChoices />
          </div>
        </Modal>
      )}
    </div>
  );
}

interface PhoneButtonProps {
  readonly icon: "menu" | "search";
  readonly label: string;
  readonly onClick: () => void;
}

function PhoneButton({ icon, label, onClick }: PhoneButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className="grid size-8 place-items-center rounded-md border border-line bg-panel"
    >
      <Icon name={icon} />
    </button>
  );
}
