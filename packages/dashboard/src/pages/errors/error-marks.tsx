import { useTranslation } from "react-i18next";
import type { ErrorGroup } from "../../api/questions.ts";
import { useTerms } from "../../ui/use-terms.ts";

/** Which class of errors a group belongs to, and whether it is new. */
export function ErrorMarks({
  group: { errorClass, isNew },
}: {
  readonly group: Pick<ErrorGroup, "errorClass" | "isNew">;
}) {
  const { t } = useTranslation();
  const terms = useTerms();
  return (
    <>
      <span className="rounded bg-raised px-1.5 text-xs text-quiet">{terms.errorClass(errorClass)}</span>
      {isNew && (
        <span className="rounded bg-warning/20 px-1.5 text-xs font-medium text-warning">
          {t("errors.isNew")}
        </span>
      )}
    </>
  );
}
