import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { sampleTracesQuestion } from "../../api/error-questions.ts";
import type { View } from "../../app/view.ts";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TraceTimeline } from "../people/trace-timeline.tsx";

/** The newest few traces in which an error happened. A trace that is opened keeps to the error. */
export function ErrorSamples({ view }: { readonly view: View }) {
  const { t } = useTranslation();
  const answer = useQuery(sampleTracesQuestion(view));
  return (
    <Panel title={t("people.traces")}>
      <Answer of={answer} className="min-h-24">
        {({ traces }) => <TraceTimeline traces={traces} view={view} />}
      </Answer>
    </Panel>
  );
}
