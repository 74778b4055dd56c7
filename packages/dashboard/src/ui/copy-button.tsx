import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../app/icons.tsx";

const SHOWN_MS = 1_500;

interface CopyButtonProps {
  /** What is copied; what has to be asked for first may take its time. */
  readonly text: () => string | Promise<string>;
  readonly label: string;
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<"copied" | "notCopied">();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setOutcome("copied");
    } catch {
      setOutcome("notCopied");
    }
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      className="flex items-center gap-1 rounded-md border border-line px-2 py-1 text-xs text-quiet hover:bg-raised hover:text-ink"
    >
      <Icon name="copy" className="size-3.5" />
      <span aria-live="polite">{outcome === undefined ? label : t(`state.${outcome}`)}</span>
    </button>
  );
}
