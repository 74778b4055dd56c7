import { type ReactNode, useEffect } from "react";

interface PageTitleProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
}

/** The heading of a page, and the title of its tab. */
export function PageTitle({ title, about, actions }: PageTitleProps) {
  useEffect(() => {
    document.title = `${title} · Breakwater`;
  }, [title]);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="truncate text-lg font-semibold tracking-tight">{title}</h1>
        {about !== undefined && <p className="text-sm text-quiet">{about}</p>}
      </div>
      {actions !== undefined && (
        <div className="flex flex-1 flex-wrap items-center justify-end gap-2">{actions}</div>
      )}
    </div>
  );
}
