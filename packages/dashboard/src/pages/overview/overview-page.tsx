import { useTranslation } from "react-i18next";

/** What happens now, and what it costs. */
export function OverviewPage() {
  const { t } = useTranslation();
  return <h1 className="p-6 text-xl font-semibold">{t("nav.overview")}</h1>;
}
