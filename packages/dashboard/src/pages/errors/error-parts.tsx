import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed, type View } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { SpendText } from "../../ui/spend-text.tsx";
import { ERROR_PARTS, type ErrorPart, errorPartsQuestion } from "./error-parts-question.ts";

/** Whom an error hit, and where it comes from. */
export function ErrorParts({ view }: { readonly view: View }) {
  return (
    <div className="grid gap-3 md:grid-cols-2">
      {ERROR_PARTS.map((part) => (
        <Part key={part} part={part} view={view} />
      ))}
    </div>
  );
}

interface PartProps {
  readonly part: ErrorPart;
  readonly view: View;
}

function Part({ part, view }: PartProps) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const shown = useView();
  const change = useChangeView();
  const answer = useQuery(errorPartsQuestion(view, part));
  return (
    <Panel title={t(`errors.by.${part}`)}>
      <Answer of={answer} className="min-h-24">
        {({ rows, other }) =>
          rows.length === 0 ? (
            <EmptyNotice>{t("state.noData")}</EmptyNotice>
          ) : (
            <ul className="space-y-2.5">
              {rows.map(({ group: [name = ""], values, share }) => (
                <li key={name}>
                  <div className="flex items-baseline gap-3 text-sm">
                    <button
                      type="button"
                      onClick={() => change(narrowed(shown, part, name))}
                      title={name || undefined}
                      className="min-h-6 min-w-16 truncate text-left hover:underline"
                    >
                      {name || t("filter.none")}
                    </button>
                    <span className="ml-auto shrink-0 tabular-nums">
                      {t("errors.times", { count: values.errors ?? 0, told: count(values.errors) })}
                    </span>
                    <span className="min-w-16 shrink-0 text-right text-xs text-quiet tabular-nums">
                      <SpendText
                        of={{
                          costNanos: values.costNanos,
                          pricedCalls: values.pricedCalls,
                          unpricedCalls: values.unpricedCalls,
                        }}
                        isStacked
                      />
                    </span>
                  </div>
                  <ShareBar share={share} />
                </li>
              ))}
              {other !== undefined && other.keys > 0 && (
                <li className="text-xs text-quiet">{t("models.others", { count: other.keys })}</li>
              )}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
