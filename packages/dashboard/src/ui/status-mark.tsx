import { useTerms } from "./use-terms.ts";

const MARKS: Readonly<Record<string, readonly [sign: string, className: string]>> = {
  ok: ["✓", "text-good"],
  error: ["✕", "text-bad"],
  blocked: ["⊘", "text-bad"],
  cancelled: ["–", "text-quiet"],
  abandoned: ["?", "text-warning"],
  running: ["…", "text-accent"],
};

/** How something ended, by sign and colour. */
export function StatusMark({ status }: { readonly status: string }) {
  const [sign, className] = MARKS[status] ?? ["•", "text-quiet"];
  const name = useTerms().status(status);
  return (
    <span
      role="img"
      aria-label={name}
      title={name}
      className={`inline-block w-4 text-center font-bold ${className}`}
    >
      {sign}
    </span>
  );
}
