import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { askToldTrace, type Trace, type TraceAddress } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { rangeOf } from "../../app/view.ts";
import { TIME_ZONE, useFormat } from "../../format/use-format.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { SpendText } from "../../ui/spend-text.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { useTerms } from "../../ui/use-terms.ts";
import { curlCommand } from "./curl-command.ts";
import { jsonText } from "./pretty-json.ts";
import { traceTotals } from "./trace-totals.ts";
import { TraceTrail } from "./trace-trail.tsx";

interface TraceHeaderProps {
  readonly trace: Trace;
  readonly address: TraceAddress;
}

/** What the trace is, and what all of it took and cost. */
export function TraceHeader({ trace, address }: TraceHeaderProps) {
  const { t } = useTranslation();
  const { count, duration, time } = useFormat();
  const view = useView();
  const terms = useTerms();
  const totals = traceTotals(trace.spans);
  const { root, durationMs, inputTokens, outputTokens, toldCalls, errors, userId, sessionId } = totals;
  const { traceId } = trace;
  const curl = curlCommand({
    origin: location.origin,
    traceId,
    project: root?.project ?? address.project,
    at: root?.startTime ?? address.at,
  });
  return (
    <>
      <TraceTrail traceId={traceId} />
      <PageTitle
        title={root?.name ?? traceId}
        about={<span className="font-mono text-xs break-all">{traceId}</span>}
        actions={
          <>
            <CopyButton
              label={t("trace.copyJson")}
              text={async () => jsonText(await askToldTrace(address))}
            />
            <CopyButton label={t("trace.copyCurl")} text={() => curl} />
            <CopyButton label={t("trace.copyLink")} text={() => location.href} />
          </>
        }
      />
      <dl className="mb-3 flex flex-wrap gap-x-6 gap-y-2 text-sm">
        {root !== undefined && (
          <Fact name={t("column.status")}>
            <StatusMark status={root.status} /> {terms.status(root.status)}
            {errors > 0 && <span className="text-bad"> · {t("overview.failed", { count: errors })}</span>}
          </Fact>
        )}
        <Fact name={t("column.duration")}>{duration(durationMs)}</Fact>
        <Fact name={t("column.cost")}>
          <SpendText of={totals} />
        </Fact>
        <Fact name={t("column.tokens")}>
          {toldCalls === 0
            ? "–"
            : t("trace.usageText", { input: count(inputTokens), output: count(outputTokens) })}
        </Fact>
        {root !== undefined && (
          <Fact name={`${t("column.started")} (${TIME_ZONE})`}>{time(root.startTime)}</Fact>
        )}
        {userId !== undefined && (
          <Fact name={t("column.user")}>
            <Link
              to="/users/$id"
              params={{ id: userId }}
              search={rangeOf(view)}
              className="text-accent hover:underline"
            >
              {userId}
            </Link>
          </Fact>
        )}
        {sessionId !== undefined && (
          <Fact name={t("column.session")}>
            <Link
              to="/sessions/$id"
              params={{ id: sessionId }}
              search={rangeOf(view)}
              className="text-accent hover:underline"
            >
              {sessionId}
            </Link>
          </Fact>
        )}
      </dl>
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
}

function Fact({ name, children }: FactProps) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="truncate font-medium tabular-nums">{children}</dd>
    </div>
  );
}
