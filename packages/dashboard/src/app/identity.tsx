import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { logOut, sessionQuestion } from "../api/session.ts";

/** Who looks at the pages, and the way out. */
export function Identity() {
  const { t } = useTranslation();
  const { data: session } = useQuery(sessionQuestion);
  if (!session) return null;
  if (session.isOpen) return <p className="text-xs text-quiet">{t("shell.open")}</p>;
  const leave = async () => {
    await logOut();
    location.reload();
  };
  return (
    <p className="flex items-center justify-between gap-2 text-xs text-quiet">
      <span className="truncate">{session.name}</span>
      <button
        type="button"
        onClick={() => void leave()}
        className="shrink-0 py-1 text-accent hover:underline"
      >
        {t("shell.logOut")}
      </button>
    </p>
  );
}
