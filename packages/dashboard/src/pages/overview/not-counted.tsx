import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Overview } from "../../api/questions.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";

/** What the numbers leave out, and what was paid for nothing: each leads to its traces. */
export function NotCounted({ current }: { readonly current: Overview["current"] }) {
  const { t } = useTranslation();
  const { money, count } = useFormat();
  const { unpricedCalls, abandonedCalls, blockedCalls, failedCostNanos } = current;
  return (
    <div className="min-w-0 rounded-xl border border-line bg-panel p-4">
      <dt className="truncate text-xs font-medium text-quiet">{t("overview.notCounted")}</dt>
      <dd className="mt-1.5">
        <ul className="space-y-0.5 text-xs">
          <Left
            name={t("overview.unpricedCalls")}
            value={count(unpricedCalls)}
            search={unpricedCalls ? { unpriced: "true" } : undefined}
          />
          <Left
            name={t("overview.abandonedCalls")}
            value={count(abandonedCalls)}
            search={abandonedCalls ? { status: ["abandoned"] } : undefined}
          />
          <Left
            name={t("overview.blockedCalls")}
            value={count(blockedCalls)}
            search={blockedCalls ? { status: ["blocked"] } : undefined}
          />
          <Left
            name={t("overview.failedSpend")}
            value={money(failedCostNanos)}
            search={failedCostNanos ? { hasError: "true" } : undefined}
          />
        </ul>
      </dd>
    </div>
  );
}

interface LeftProps {
  readonly name: string;
  readonly value: string;
  /** Where they are; absent where there are none. */
  readonly search:
    | { readonly unpriced: "true" }
    | { readonly hasError: "true" }
    | { readonly status: readonly string[] }
    | undefined;
}

function Left({ name, value, search }: LeftProps) {
  const view = useView();
  const text = (
    <>
      <span className="min-w-0 sm:truncate">{name}</span>
      <span className="ml-auto shrink-0 tabular-nums">{value}</span>
    </>
  );
  return (
    <li>
      {search === undefined ? (
        <span className="flex gap-2 text-quiet">{text}</span>
      ) : (
        <Link
          to="/traces"
          search={{ ...view, ...search }}
          className="flex gap-2 font-medium text-accent hover:underline"
        >
          {text}
        </Link>
      )}
    </li>
  );
}
