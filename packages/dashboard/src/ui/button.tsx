import type { ReactNode } from "react";

const LOOKS = {
  plain: "border-line bg-panel hover:bg-raised",
  main: "border-accent bg-accent text-accent-ink font-medium",
  danger: "border-bad text-bad hover:bg-bad/10",
} as const;

interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  /** `main` is what one came for, `danger` what cannot be taken back. */
  readonly look?: keyof typeof LOOKS;
  readonly type?: "button" | "submit";
  readonly isBusy?: boolean;
  readonly label?: string;
}

/** A button, as all of them look. */
export function Button(props: ButtonProps) {
  const { children, onClick, look = "plain", type = "button", isBusy = false, label } = props;
  return (
    <button
      type={type}
      onClick={onClick}
      disabled={isBusy}
      aria-label={label}
      className={`inline-flex h-8 items-center gap-1.5 rounded-md border px-3 text-sm whitespace-nowrap disabled:opacity-60 ${LOOKS[look]}`}
    >
      {children}
    </button>
  );
}
