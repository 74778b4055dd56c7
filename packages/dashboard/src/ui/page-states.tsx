import type { UseQueryResult } from "@tanstack/react-query";
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, NO_ANSWER } from "../api/api.ts";
import { UnreachableError } from "../api/connection.ts";
import { useIsUnreachable } from "../app/connection-banner.tsx";
import { TIME_ZONE } from "../format/use-format.ts";

/** Takes the place of something on its way. It appears late: what is quick must not flash. */
export function PageLoading({ className = "min-h-24" }: { readonly className?: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-busy="true" className={`late flex ${className}`}>
      <span className="sr-only">{t("state.loading")}</span>
      <span className="breathes min-h-full flex-1 rounded-lg bg-raised/60" />
    </div>
  );
}

/** What an error says, in the language of the pages where it is not the server that says it. */
export function useFailureText(): (error: Error) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof UnreachableError) return t("state.unreachable");
    return error instanceof ApiError && error.code === NO_ANSWER ? t("state.noAnswer") : error.message;
  };
}

interface FailureNoticeProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** What failed, and a way to try again. */
export function FailureNotice({ error, onRetry }: FailureNoticeProps) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  return (
    <div role="alert" className="p-4 text-sm">
      <p className="font-semibold text-bad">{t("state.failed")}</p>
      <p className="mt-1 text-quiet">{failureText(error)}</p>
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

type Answered<Data> = Pick<
  UseQueryResult<Data>,
  "data" | "error" | "isPlaceholderData" | "dataUpdatedAt" | "refetch"
>;

interface AnswerProps<Data> {
  readonly of: Answered<Data>;
  /** The height that the answer will have, such as `min-h-56`, so that nothing jumps when it comes. */
  readonly className?: string;
  readonly children: (data: Data) => ReactNode;
}

/**
 * An answer once it is there; until then what is on its way or failed. An answer to what was asked before stays, dimmed;
 * one that cannot be renewed stays, and says of when it is.
 */
export function Answer<Data>({ of, className, children }: AnswerProps<Data>) {
  const { t, i18n } = useTranslation();
  const { data, error, isPlaceholderData, dataUpdatedAt } = of;
  // Nobody asks again while nobody answers: what is shown grows old all the same.
  const isOld = useIsUnreachable() || error !== null;
  if (data === undefined) {
    if (error instanceof UnreachableError) return <EmptyNotice>{t("state.waiting")}</EmptyNotice>;
    if (error !== null) return <FailureNotice error={error} onRetry={() => void of.refetch()} />;
    return <PageLoading {...(className !== undefined && { className })} />;
  }
  return (
    <div
      aria-busy={isPlaceholderData}
      data-old={isOld || undefined}
      className={`relative ${className ?? ""}`}
    >
      {isPlaceholderData && <ProgressBar />}
      <div className={isPlaceholderData || isOld ? "dimmed" : undefined}>{children(data)}</div>
      {isOld && (
        <p className="absolute top-0 right-0 z-10 rounded bg-raised px-1.5 text-xs text-warning">
          {t("state.asOf", { time: clockTime(dataUpdatedAt, i18n.language) })}
        </p>
      )}
    </div>
  );
}

/** Something is on its way. */
function ProgressBar() {
  const { t } = useTranslation();
  return (
    <div
      role="progressbar"
      aria-label={t("state.loading")}
      className="late absolute -top-2 right-0 left-0 h-0.5 overflow-hidden rounded-full bg-raised"
    >
      <div className="slides h-full w-1/3 rounded-full bg-accent" />
    </div>
  );
}

function clockTime(epochMs: number, language: string): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: TIME_ZONE,
    timeStyle: "medium",
    hourCycle: "h23",
  }).format(epochMs);
}
