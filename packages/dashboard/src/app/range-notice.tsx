import { useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { namesSenselessRange } from "./view.ts";

/** Says so where the address names a range that is none. */
export function RangeNotice() {
  const { t } = useTranslation();
  const isSenseless = useRouterState({
    select: ({ location }) => namesSenselessRange({ ...location.search }, Date.now()),
  });
  if (!isSenseless) return null;
  return (
    <p role="status" className="mx-3 mt-3 rounded-md bg-warning/15 px-3 py-2 text-sm text-warning md:mx-5">
      {t("state.badRange")}
    </p>
  );
}
