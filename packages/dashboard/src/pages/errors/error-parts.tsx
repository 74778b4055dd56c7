import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useChangeView, useView } from "../../app/use-view.ts";
import { narrowed, type View } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ShareList } from "../../ui/share-list.tsx";
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
        {({ rows, other }) => (
          <ShareList
            parts={rows.map(({ group: [name = ""], values, share }) => ({
              name,
              share,
              figures: (
                <>
                  <span className="ml-auto shrink-0 tabular-nums">
                    {t("errors.times", { count: values.errors ?? 0, told: count(values.errors) })}
                  </span>
                  <span className="min-w-16 shrink-0 text-right text-xs text-quiet tabular-nums">
                    <SpendText of={values} isStacked />
                  </span>
                </>
              ),
            }))}
            others={other?.keys}
            onChoose={(name) => change(narrowed(shown, part, name))}
          />
        )}
      </Answer>
    </Panel>
  );
}
