import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/icons.tsx";

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Closes by its own buttons only: what it shows is shown this once. */
  readonly isFirm?: boolean;
}

/**
 * A window over the page, there as long as it is drawn. The browser keeps the focus inside and gives it back; Escape
 * and a click beside it close it.
 */
export function Modal({ title, onClose, children, isFirm = false }: ModalProps) {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
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
      className="m-auto w-full max-w-md rounded-xl border border-line bg-panel text-ink shadow-xl backdrop:bg-black/50"
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
