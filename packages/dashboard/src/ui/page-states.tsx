import type { UseQueryResult } from "@tanstack/react-query";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Shown while something is on its way. It appears late: what is quick must not flash. */
export function PageLoading() {
  const { t } = useTranslation();
  return (
    <p role="status" className="p-6 text-center text-sm text-quiet">
      {t("state.loading")}
    </p>
  );
}

interface FailureNoticeProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** What failed, and a way to try again. */
export function FailureNotice({ error, onRetry }: FailureNoticeProps) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="p-4 text-sm">
      <p className="font-semibold text-bad">{t("state.failed")}</p>
      <p className="mt-1 text-quiet">{error.message}</p>
      <button type="button" onClick={onRetry} className="mt-3 rounded-md border border-edge px-3 py-1">
        {t("state.retry")}
      </button>
    </div>
  );
}

/** A page that broke. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  return <FailureNotice error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />;
}

/** Shown at an address that leads nowhere. */
export function PageNotFound() {
  const { t } = useTranslation();
  return <EmptyNotice>{t("state.notFound")}</EmptyNotice>;
}

/** Said where there is nothing to show. */
export function EmptyNotice({ children }: { readonly children: ReactNode }) {
  return <p className="p-8 text-center text-sm text-quiet">{children}</p>;
}

interface AnswerProps<Data> {
  readonly of: Pick<UseQueryResult<Data>, "data" | "error" | "isPending" | "refetch">;
  readonly children: (data: Data) => ReactNode;
}

/** An answer once it is there; what is on its way or failed until then. An older answer stays while a newer fails. */
export function Answer<Data>({ of, children }: AnswerProps<Data>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null) return <FailureNotice error={of.error} onRetry={() => void of.refetch()} />;
  return <PageLoading />;
}
