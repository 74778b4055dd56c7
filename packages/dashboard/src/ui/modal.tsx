import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/icons.tsx";

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Closes by its own buttons only: what it shows is shown this once. */
  readonly isFirm?: boolean;
  /** Where it is: in the middle, along the left side, or below the upper edge, where its height may change. */
  readonly place?: keyof typeof PLACES;
}

const PLACES = {
  middle: "m-auto w-full max-w-md rounded-xl border",
  side: "m-0 h-dvh max-h-dvh w-72 border-r",
  top: "mx-auto mt-[12vh] mb-auto w-full max-w-xl rounded-xl border",
} as const;

/**
 * A window over the page, there as long as it is drawn. The browser keeps the focus inside and gives it back; Escape
 * and a click beside it close it.
 */
export function Modal({ title, onClose, children, isFirm = false, place = "middle" }: ModalProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // One comes to write, not to close; a menu is read from its beginning.
    if (place !== "side") shown?.querySelector<HTMLElement>("input, select")?.focus();
    return () => shown?.close();
  }, [place]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!isFirm) onClose();
      }}
      onClose={() => {
        if (dialog.current?.open === false) onClose();
      }}
      onPointerDown={({ target }) => {
        if (target === dialog.current && !isFirm) onClose();
      }}
      className={`overscroll-contain border-line bg-panel text-ink shadow-xl backdrop:bg-black/50 ${PLACES[place]}`}
    >
      <div className="p-5">
        <header className="mb-4 flex items-start justify-between gap-4">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {!isFirm && (
            <button
              type="button"
              aria-label={t("keys.close")}
              onClick={onClose}
              className="rounded p-1 text-quiet hover:bg-raised hover:text-ink"
            >
              <Icon name="close" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
