import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { statusQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { fetchCanvas } from "../../charts/time-chart.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { FirstVisitPage } from "../first-visit/first-visit-page.tsx";
import { OverviewPage } from "./overview-page.tsx";

/** The overview; where nothing has ever arrived, how to make something arrive. */
export function HomePage() {
  const { project } = useView();
  useEffect(() => void fetchCanvas(), []);
  const status = useQuery(statusQuestion(project));
  return (
    <Answer of={status}>
      {({ oldestSpan }) => (oldestSpan === undefined ? <FirstVisitPage /> : <OverviewPage />)}
    </Answer>
  );
}
