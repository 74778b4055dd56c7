import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type PeopleOrder, peopleQuestion } from "../../api/people-questions.ts";
import type { PeopleKind, Person } from "../../api/questions.ts";
import { peopleSearch } from "../../app/page-searches.ts";
import { useView } from "../../app/use-view.ts";
import { useFormat } from "../../format/use-format.ts";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { SpendText } from "../../ui/spend-text.tsx";

/** Users by what they spend. */
export function UsersPage() {
  return <PeoplePage kind="users" />;
}

/** Sessions by what they spend. */
export function SessionsPage() {
  return <PeoplePage kind="sessions" />;
}

function PeoplePage({ kind }: { readonly kind: PeopleKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const view = useView();
  const { order = "cost", search } = peopleSearch(useSearch({ strict: false }));
  const answer = useInfiniteQuery(peopleQuestion(kind, view, { order, search }));
  const columns = usePeopleColumns(kind);
  const onSearch = useCallback(
    (text: string) =>
      void navigate({
        to: ".",
        search: ({ search: _, ...before }) => (text === "" ? before : { ...before, search: text }),
        replace: true,
      }),
    [navigate],
  );
  const onSort = (column: string) =>
    void navigate({
      to: ".",
      search: (before) => ({ ...before, order: column as PeopleOrder }),
    });
  return (
    <>
      <PageTitle
        title={t(`people.${kind}`)}
        actions={<SearchField label={t("people.search")} value={search ?? ""} onSearch={onSearch} />}
      />
      <div className="min-w-0 rounded-xl border border-line bg-panel p-4">
        <Answer of={answer}>
          {({ pages }) => (
            <DataTable
              label={t(`people.${kind}`)}
              columns={columns}
              rows={pages.flatMap(({ people }) => people)}
              keyOf={({ id }) => id}
              empty={t(kind === "users" ? "people.emptyUsers" : "people.emptySessions")}
              sortedBy={order}
              onSort={onSort}
            />
          )}
        </Answer>
        {answer.hasNextPage && (
          <button
            type="button"
            disabled={answer.isFetchingNextPage}
            onClick={() => void answer.fetchNextPage()}
            className="mx-auto mt-3 block rounded-md border border-line px-3 py-1 text-sm hover:bg-raised"
          >
            {t("people.more")}
          </button>
        )}
      </div>
    </>
  );
}

function usePeopleColumns(kind: PeopleKind): readonly DataColumn<Person>[] {
  const { t } = useTranslation();
  const { count, duration, ago, time } = useFormat();
  const view = useView();
  return [
    {
      id: "id",
      header: t(kind === "users" ? "column.user" : "column.session"),
      cell: ({ id }) => (
        <Link
          to={`/${kind}/$id`}
          params={{ id }}
          search={view}
          className="font-medium text-accent hover:underline"
        >
          {id}
        </Link>
      ),
    },
    { id: "cost", header: t("column.cost"), isNumber: true, cell: (person) => <SpendText of={person} /> },
    { id: "calls", header: t("column.calls"), isNumber: true, cell: ({ calls }) => count(calls) },
    { id: "errors", header: t("column.errors"), isNumber: true, cell: ({ errors }) => count(errors) },
    {
      id: "latency",
      header: t("column.latency"),
      isNumber: true,
      isMinor: true,
      cell: ({ latencyMs }) => duration(latencyMs),
    },
    {
      id: "tokens",
      header: t("column.tokens"),
      isNumber: true,
      canSort: false,
      isMinor: true,
      cell: ({ inputTokens, outputTokens }) => count(inputTokens + outputTokens || undefined),
    },
    {
      id: "lastSeen",
      header: t("column.lastSeen"),
      isNumber: true,
      isMinor: true,
      cell: ({ lastSeen }) => <span title={time(lastSeen)}>{ago(lastSeen)}</span>,
    },
  ];
}
