import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Denial } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { rangeOf } from "../../app/view.ts";
import { useFormat } from "../../format/use-format.ts";

/** One refused call: why, in a sentence with the numbers of that moment, and the way to its trace. */
export function Refusal({ call }: { readonly call: Denial }) {
  const { t } = useTranslation();
  const { time, ago } = useFormat();
  const view = useView();
  const sentence = useRefusalText();
  const { traceId, spanId, startTime, name, model, service, userId } = call;
  const who = [name, model, service, userId && t("budgets.user", { user: userId })].filter(Boolean);
  return (
    <article className="py-3">
      <p className="text-sm break-words">{sentence(call)}</p>
      <p className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-quiet">
        <time dateTime={startTime} title={time(startTime)}>
          {ago(startTime)}
        </time>
        <span className="min-w-0 break-words">{[...new Set(who)].join(" · ")}</span>
        <Link
          to="/traces/$traceId"
          params={{ traceId }}
          search={{ ...rangeOf(view), at: startTime, span: spanId }}
          preload={false}
          className="text-accent hover:underline"
        >
          {t("budgets.trace")}
        </Link>
      </p>
    </article>
  );
}

function useRefusalText(): (call: Denial) => string {
  const { t } = useTranslation();
  const { money, time } = useFormat();
  return ({ denial, model }) => {
    if (denial === undefined) return t("budgets.unknownDenial");
    const { budget: name, key, limitNanos, spentNanos, heldNanos, requestedNanos, resetsAt } = denial;
    const whose = Object.values(key).join(" · ");
    const budget =
      whose === "" ? t("budgets.whole", { budget: name }) : t("budgets.whose", { budget: name, key: whose });
    if (denial.reason === "unpriced") {
      return t("budgets.unpriced", { budget, model: model ?? t("budgets.theModel") });
    }
    return t("budgets.denied", {
      budget,
      limit: money(limitNanos),
      spent: money(spentNanos),
      held: money(heldNanos),
      asked: money(requestedNanos),
      resets: time(resetsAt),
    });
  };
}
