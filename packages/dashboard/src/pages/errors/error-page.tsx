import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type ErrorGroup, errorsQuestion } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import type { View } from "../../app/view.ts";
import { shortFingerprint } from "../../format/error-label.ts";
import { Answer, EmptyNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ErrorMarks } from "./error-marks.tsx";
import { ErrorParts } from "./error-parts.tsx";
import { ErrorSamples } from "./error-samples.tsx";
import { ErrorTiles } from "./error-tiles.tsx";
import { ErrorTrend } from "./error-trend.tsx";

const route = getRouteApi("/errors/$fingerprint");

/** Errors that are one, as an issue: what it says, how often and since when, whom it hits, and where. */
export function ErrorPage() {
  const { fingerprint } = route.useParams();
  return <Issue key={fingerprint} fingerprint={fingerprint} />;
}

function Issue({ fingerprint }: { readonly fingerprint: string }) {
  const { t } = useTranslation();
  const view = { ...useView(), fingerprint: [fingerprint] };
  const answer = useQuery(errorsQuestion(view, "lastSeen", 1));
  const known = answer.data?.groups[0];
  return (
    <>
      <PageTitle
        title={known?.errorType || shortFingerprint(fingerprint)}
        about={
          <span className="flex flex-wrap items-baseline gap-2">
            {known !== undefined && <ErrorMarks group={known} />}
            <span className="font-mono text-xs">{fingerprint}</span>
          </span>
        }
        actions={
          <Link
            to="/traces"
            search={view}
            className="inline-flex h-8 items-center rounded-md border border-line bg-panel px-3 text-sm hover:bg-raised"
          >
            {t("errors.itsTraces")}
          </Link>
        }
      />
      <Answer of={answer} className="min-h-96">
        {({ groups: [group] }) =>
          group === undefined ? (
            <EmptyNotice>{t("errors.notInRange")}</EmptyNotice>
          ) : (
            <Facts group={group} view={view} />
          )
        }
      </Answer>
    </>
  );
}

interface FactsProps {
  readonly group: ErrorGroup;
  /** What one looks at, and the error. */
  readonly view: View;
}

function Facts({ group, view }: FactsProps) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-3">
      <ErrorTiles group={group} view={view} />
      <Panel title={t("errors.newestMessage")}>
        <p className="font-mono text-xs wrap-anywhere whitespace-pre-wrap">
          {group.message || t("filter.none")}
        </p>
      </Panel>
      <ErrorTrend view={view} />
      <ErrorParts view={view} />
      <ErrorSamples view={view} />
    </div>
  );
}
