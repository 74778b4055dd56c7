import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TraceSpan } from "../../api/questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { costOf, modelOf } from "./shown-span.ts";

/** Everything known about a span but its texts. */
export function SpanFacts({ span }: { readonly span: TraceSpan }) {
  const { t } = useTranslation();
  const { duration, money, time } = useFormat();
  const denial = span.budget?.denial;
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    [t("dimension.model"), modelText(span)],
    [
      t("column.duration"),
      span.durationMs === undefined && span.status === "running"
        ? t("trace.waiting")
        : duration(span.durationMs),
    ],
    [
      t("trace.firstToken"),
      span.timeToFirstTokenMs === undefined ? undefined : duration(span.timeToFirstTokenMs),
    ],
    [t("column.cost"), <CostFact key="cost" span={span} />],
    [t("column.tokens"), <UsageFact key="usage" span={span} />],
    [t("column.started"), time(span.startTime)],
    [t("trace.attempt"), span.attempt !== undefined && span.attempt > 1 ? span.attempt : undefined],
    [t("trace.service"), [span.service, span.environment, span.release].filter(Boolean).join(" · ")],
    [t("dimension.queryType"), span.queryType],
    [t("dimension.tag"), span.tags?.join(", ")],
    [t("trace.metadata"), metadataText(span)],
  ];
  return (
    <>
      {denial !== undefined && (
        <p className="rounded-md border border-bad/50 bg-bad/10 p-3 text-sm">
          {t("trace.denied", {
            budget: denial.budget,
            spent: money(denial.spentNanos),
            limit: money(denial.limitNanos),
            held: money(denial.heldNanos),
            asked: money(denial.requestedNanos),
          })}
        </p>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        {facts.map(([name, value]) =>
          value === undefined || value === "" ? null : (
            <div key={name} className="contents">
              <dt className="text-quiet">{name}</dt>
              <dd className="break-words tabular-nums">{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}

function modelText(span: TraceSpan): string | undefined {
  const model = modelOf(span);
  if (model === undefined) return undefined;
  return span.provider === undefined ? model : `${model} · ${span.provider}`;
}

function metadataText({ metadata }: TraceSpan): string | undefined {
  return metadata === undefined
    ? undefined
    : Object.entries(metadata)
        .map(([key, value]) => `${key}=${value}`)
        .join(", ");
}

function CostFact({ span }: { readonly span: TraceSpan }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const { cost, cached } = span;
  if (cached === true) return t("trace.cached");
  if (cost === undefined) return "–";
  if (cost.source === "unpriced") return t("trace.unpriced", { reason: cost.reason });
  return <span title={t("trace.catalogue", { catalogue: cost.catalogue })}>{money(costOf(span))}</span>;
}

function UsageFact({ span: { usage } }: { readonly span: TraceSpan }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  if (usage === undefined) return "–";
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } = usage;
  const cached = cacheReadTokens ? ` (${t("trace.cacheRead", { tokens: count(cacheReadTokens) })})` : "";
  const reasoned = reasoningTokens ? ` (${t("trace.reasoning", { tokens: count(reasoningTokens) })})` : "";
  const input = t("trace.inOnly", { input: count(inputTokens) });
  return `${input}${cached} · ${t("trace.outOnly", { output: count(outputTokens) })}${reasoned}`;
}
