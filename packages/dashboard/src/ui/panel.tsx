import { type ReactNode, useId } from "react";

interface PanelProps {
  readonly title: string;
  /** Said beside the title, such as the unit of what is below. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A titled part of a page. */
export function Panel({ title, note, actions, children, className = "" }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 rounded-xl border border-line bg-panel p-4 ${className}`}
    >
      <header className="mb-3 flex flex-wrap items-baseline gap-x-3">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {note !== undefined && <p className="text-xs text-quiet">{note}</p>}
        {actions !== undefined && <div className="ml-auto flex gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
