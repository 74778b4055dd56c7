import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import {
  type MeasureName,
  type Overview,
  overviewQuestion,
  timeseriesQuestion,
} from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";

const TRENDS = ["costNanos", "calls", "errorRate", "totalTokens"] as const satisfies MeasureName[];
const LATENCY_TRENDS = ["latencyP95Ms", "firstTokenP50Ms"] as const satisfies MeasureName[];

type Trends = { readonly [Name in MeasureName]?: readonly (number | null)[] | undefined };

/** The numbers that matter, each against the time before. */
export function OverviewTiles() {
  const view = useView();
  const overview = useQuery(overviewQuestion(view));
  const sums = useQuery(timeseriesQuestion({ view, measures: TRENDS }));
  const latencies = useQuery(timeseriesQuestion({ view, measures: LATENCY_TRENDS }));
  const trends = { ...sums.data?.series[0]?.values, ...latencies.data?.series[0]?.values };
  return (
    <Answer of={overview}>
      {(answer) => (
        <>
          <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
            <MoneyTiles overview={answer} trends={trends} />
            <TimeTiles overview={answer} trends={trends} />
          </dl>
          <Remarks overview={answer} />
        </>
      )}
    </Answer>
  );
}

interface TilesProps {
  readonly overview: Overview;
  readonly trends: Trends;
}

function MoneyTiles({ overview: { range, current, previous }, trends }: TilesProps) {
  const { t } = useTranslation();
  const { money, count, share, rate, duration } = useFormat();
  const lengthMs = Date.parse(range.to) - Date.parse(range.from);
  return (
    <>
      <StatTile
        label={t("overview.cost")}
        value={money(current.costNanos)}
        change={<ChangeMark now={current.costNanos} before={previous.costNanos} more="bad" />}
        note={t("overview.before", { length: duration(lengthMs) })}
        trend={trends.costNanos ?? []}
      />
      <StatTile
        label={t("overview.calls")}
        value={count(current.calls)}
        change={<ChangeMark now={current.calls} before={previous.calls} more="neither" />}
        note={t("overview.perMinute", { rate: rate(((current.calls ?? 0) * 60_000) / lengthMs) })}
        trend={trends.calls ?? []}
      />
      <StatTile
        label={t("overview.errorRate")}
        value={share(current.errorRate)}
        change={<ChangeMark now={current.errorRate} before={previous.errorRate} more="bad" />}
        note={t("overview.failed", { count: current.errors ?? 0 })}
        trend={trends.errorRate ?? []}
      />
    </>
  );
}

function TimeTiles({ overview: { current, previous }, trends }: TilesProps) {
  const { t } = useTranslation();
  const { count, duration } = useFormat();
  return (
    <>
      <StatTile
        label={t("overview.latency")}
        value={duration(current.latencyP95Ms)}
        change={<ChangeMark now={current.latencyP95Ms} before={previous.latencyP95Ms} more="bad" />}
        note={t("overview.quantiles", {
          p50: duration(current.latencyP50Ms),
          p99: duration(current.latencyP99Ms),
        })}
        trend={trends.latencyP95Ms ?? []}
      />
      <StatTile
        label={t("overview.firstToken")}
        value={duration(current.firstTokenP50Ms)}
        change={<ChangeMark now={current.firstTokenP50Ms} before={previous.firstTokenP50Ms} more="bad" />}
        note={t("overview.streamed", { count: current.streamedCalls ?? 0 })}
        trend={trends.firstTokenP50Ms ?? []}
      />
      <StatTile
        label={t("overview.tokens")}
        value={count(current.totalTokens)}
        change={<ChangeMark now={current.totalTokens} before={previous.totalTokens} more="neither" />}
        note={t("overview.inOut", { input: count(current.inputTokens), output: count(current.outputTokens) })}
        trend={trends.totalTokens ?? []}
      />
    </>
  );
}

/** What the numbers leave out, and what was paid for nothing. */
function Remarks({ overview: { current } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const { unpricedCalls, abandonedCalls, blockedCalls, failedCostNanos } = current;
  const show = t("overview.show");
  const remarks: ReactNode[] = [];
  if (unpricedCalls) {
    remarks.push(
      <RemarkLink
        key="unpriced"
        text={t("overview.unpriced", { count: unpricedCalls })}
        label={show}
        search={{ unpriced: "true" }}
      />,
    );
  }
  if (abandonedCalls) {
    remarks.push(
      <RemarkLink
        key="abandoned"
        text={t("overview.abandoned", { count: abandonedCalls })}
        label={show}
        search={{ status: ["abandoned"] }}
      />,
    );
  }
  if (blockedCalls) {
    remarks.push(
      <RemarkLink
        key="blocked"
        text={t("overview.blocked", { count: blockedCalls })}
        label={show}
        search={{ status: ["blocked"] }}
      />,
    );
  }
  if (failedCostNanos) {
    remarks.push(<li key="failed">{t("overview.failedCost", { cost: money(failedCostNanos) })}</li>);
  }
  if (remarks.length === 0) return null;
  return <ul className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm text-quiet">{remarks}</ul>;
}

interface RemarkLinkProps {
  readonly text: string;
  readonly label: string;
  readonly search: { readonly unpriced: "true" } | { readonly status: readonly string[] };
}

function RemarkLink({ text, label, search }: RemarkLinkProps) {
  const view = useView();
  return (
    <li>
      {text}{" "}
      <Link to="/traces" search={{ ...view, ...search }} className="text-accent underline">
        {label}
      </Link>
    </li>
  );
}
