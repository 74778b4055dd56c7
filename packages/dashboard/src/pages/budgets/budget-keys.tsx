import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Budget, budgetKeysQuestion } from "../../api/server-questions.ts";
import { useView } from "../../app/use-view.ts";
import { Button } from "../../ui/button.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { KeyLine } from "./key-line.tsx";

/** Keys that are told before one asks for more. */
const FIRST = 6;

/** Where the keys of a budget (users and so on) stand: the fullest, and behind a click any other. */
export function BudgetKeys({ budget }: { readonly budget: Budget }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const { fullest, keys } = budget;
  if (fullest.length === 0) return <p className="text-sm text-quiet">{t("budgets.noKeys")}</p>;
  const more = keys - FIRST;
  return (
    <div className="min-w-0">
      {budget.per.length > 0 && <h3 className="mb-2 text-xs text-quiet">{t("budgets.fullest")}</h3>}
      {isWhole ? (
        <FoundKeys budget={budget} />
      ) : (
        <>
          <KeyList budget={budget} keys={fullest.slice(0, FIRST)} />
          {more > 0 && (
            <div className="mt-3">
              <Button onClick={() => setWhole(true)}>{t("budgets.more", { count: more })}</Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}

function FoundKeys({ budget }: { readonly budget: Budget }) {
  const { t } = useTranslation();
  const { project } = useView();
  const [search, setSearch] = useState("");
  const { data } = useQuery(budgetKeysQuestion(project, budget.id, search));
  const rest = (data?.total ?? 0) - (data?.keys.length ?? 0);
  return (
    <>
      <SearchField label={t("budgets.find", { budget: budget.name })} value={search} onSearch={setSearch} />
      <div className="mt-3 max-h-96 overflow-y-auto pr-2">
        {data?.keys.length === 0 && <p className="text-sm text-quiet">{t("budgets.notFound")}</p>}
        <KeyList budget={budget} keys={data?.keys ?? []} />
        {rest > 0 && <p className="mt-2 text-xs text-quiet">{t("budgets.more", { count: rest })}</p>}
      </div>
    </>
  );
}

function KeyList({ budget, keys }: { readonly budget: Budget; readonly keys: Budget["fullest"] }) {
  return (
    <ul className="space-y-3">
      {keys.map((key) => (
        <li key={JSON.stringify(key.key)}>
          <KeyLine budget={budget} budgetKey={key} />
        </li>
      ))}
    </ul>
  );
}
