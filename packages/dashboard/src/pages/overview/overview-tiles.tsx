import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  type MeasureName,
  type Overview,
  overviewQuestion,
  timeseriesQuestion,
} from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { paceOf } from "../../format/calls-pace.ts";
import { useFormat } from "../../format/use-format.ts";
import { usePaceText } from "../../format/use-pace-text.ts";
import { ChangeMark } from "../../ui/change-mark.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { StatTile } from "../../ui/stat-tile.tsx";
import { NotCounted } from "./not-counted.tsx";
import { SpendTile } from "./spend-tile.tsx";
import { SpendToday, useSpendToday } from "./spend-today.tsx";

const TRENDS = ["costNanos", "calls", "errorRate", "totalTokens"] as const satisfies MeasureName[];
const LATENCY_TRENDS = ["latencyP95Ms", "firstTokenP50Ms"] as const satisfies MeasureName[];

type Trends = { readonly [Name in MeasureName]?: readonly (number | null)[] | undefined };

/** The numbers that matter, each against the time before. */
export function OverviewTiles() {
  const view = useView();
  const today = useSpendToday();
  const overview = useQuery(overviewQuestion(view));
  const sums = useQuery(timeseriesQuestion({ view, measures: TRENDS }));
  const latencies = useQuery(timeseriesQuestion({ view, measures: LATENCY_TRENDS }));
  const trends = { ...sums.data?.series[0]?.values, ...latencies.data?.series[0]?.values };
  return (
    <Answer of={overview} className="min-h-68">
      {(answer) => (
        <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          <SpendToday {...today} />
          <MoneyTiles overview={answer} trends={trends} />
          <TimeTiles overview={answer} trends={trends} />
          <NotCounted current={answer.current} />
        </dl>
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
  const { count, share, length } = useFormat();
  const paceText = usePaceText();
  const lengthMs = Date.parse(range.to) - Date.parse(range.from);
  return (
    <>
      <SpendTile
        label={t("overview.cost")}
        spent={current}
        change={<ChangeMark now={current.costNanos} before={previous.costNanos} more="bad" />}
        note={t("overview.before", { length: length(lengthMs) })}
        trend={trends.costNanos ?? []}
      />
      <StatTile
        label={t("overview.calls")}
        value={count(current.calls)}
        change={<ChangeMark now={current.calls} before={previous.calls} more="neither" />}
        note={paceText(paceOf(current.calls ?? 0, lengthMs))}
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
  // Calls that told no usage used what nobody knows.
  const isUsageKnown = !current.calls || (current.totalTokens ?? 0) > 0;
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
        note={t("overview.streamed", {
          p95: duration(current.firstTokenP95Ms),
          count: current.streamedCalls ?? 0,
        })}
        trend={trends.firstTokenP50Ms ?? []}
      />
      <StatTile
        label={t("overview.tokens")}
        value={isUsageKnown ? count(current.totalTokens) : "–"}
        change={<ChangeMark now={current.totalTokens} before={previous.totalTokens} more="neither" />}
        note={
          isUsageKnown &&
          t("overview.inOut", { input: count(current.inputTokens), output: count(current.outputTokens) })
        }
        trend={trends.totalTokens ?? []}
      />
    </>
  );
}
