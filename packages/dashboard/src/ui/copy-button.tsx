import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/icons.tsx";

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  readonly text: () => string;
  readonly label: string;
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <button
      type="button"
      onClick={() => void navigator.clipboard.writeText(text()).then(() => setCopied(true))}
      className="flex items-center gap-1 rounded-md border border-line px-2 py-1 text-xs text-quiet hover:bg-raised hover:text-ink"
    >
      <Icon name="copy" className="size-3.5" />
      <span aria-live="polite">{isCopied ? t("state.copied") : label}</span>
    </button>
  );
}
