import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { statusQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { Answer, PageLoading } from "../../ui/page-states.tsx";
import { OverviewPage } from "./overview-page.tsx";

const FirstVisitPage = lazy(async () => ({
  default: (await import("../first-visit/first-visit-page.tsx")).FirstVisitPage,
}));

/** The overview; where nothing has ever arrived, how to make something arrive. */
export function HomePage() {
  const { project } = useView();
  const status = useQuery(statusQuestion(project));
  return (
    <Answer of={status}>
      {({ oldestSpan }) =>
        oldestSpan === undefined ? (
          <Suspense fallback={<PageLoading />}>
            <FirstVisitPage />
          </Suspense>
        ) : (
          <OverviewPage />
        )
      }
    </Answer>
  );
}
