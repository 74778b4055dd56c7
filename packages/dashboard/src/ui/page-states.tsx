import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Shown while a page is on its way. */
export function PageLoading() {
  const { t } = useTranslation();
  return (
    <p role="status" className="p-6 text-quiet">
      {t("state.loading")}
    </p>
  );
}

/** Shown instead of a page that failed, with what failed and a way to try again. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div role="alert" className="m-6 rounded-lg border border-line bg-panel p-6">
      <h1 className="text-lg font-semibold">{t("state.failed")}</h1>
      <p className="mt-2 text-quiet">{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" onClick={retry} className="mt-4 rounded bg-accent px-3 py-1.5 text-accent-ink">
        {t("state.retry")}
      </button>
    </div>
  );
}

/** Shown at an address that leads nowhere. */
export function PageNotFound() {
  const { t } = useTranslation();
  return <p className="p-6 text-quiet">{t("state.notFound")}</p>;
}
