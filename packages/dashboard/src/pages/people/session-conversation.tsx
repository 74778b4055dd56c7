import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { earlierTracesQuestion, type TraceSummary } from "../../api/questions.ts";
import type { View } from "../../app/view.ts";
import { EmptyNotice } from "../../ui/page-states.tsx";
import { SessionStrip } from "./session-strip.tsx";
import { SessionTurn } from "./session-turn.tsx";
import { sessionOf } from "./session-turns.ts";

interface SessionConversationProps {
  /** The newest; those before them are asked for. */
  readonly newest: readonly TraceSummary[];
  /** Where those before them begin. */
  readonly nextCursor: string | undefined;
  /** The range and the session. */
  readonly view: View;
}

/** What one began to read on from: newer traces that push these out of the newest must not tear a hole. */
interface Held {
  readonly traces: readonly TraceSummary[];
  readonly cursor: string;
}

/** The traces of a session from the first on, to the scale of time and one by one. */
export function SessionConversation({ newest, nextCursor, view }: SessionConversationProps) {
  const { t } = useTranslation();
  const [held, setHeld] = useState<Held>();
  const earlier = useInfiniteQuery(earlierTracesQuestion(view, held?.cursor));
  const session = useMemo(() => {
    const before = earlier.data?.pages.flatMap((page) => page.traces) ?? [];
    return sessionOf([...before, ...(held?.traces ?? []), ...newest]);
  }, [earlier.data, held, newest]);
  const hasEarlier = held === undefined ? nextCursor !== undefined : earlier.hasNextPage;
  const goBack = () => {
    if (held !== undefined) void earlier.fetchNextPage();
    else if (nextCursor !== undefined) setHeld({ traces: newest, cursor: nextCursor });
  };
  if (session.turns.length === 0) return <EmptyNotice>{t("state.noData")}</EmptyNotice>;
  return (
    <>
      <SessionStrip session={session} />
      {(hasEarlier || earlier.isFetching) && (
        <button
          type="button"
          disabled={earlier.isFetching}
          onClick={goBack}
          className="mx-auto mb-2 block rounded-md border border-line px-3 py-1 text-sm hover:bg-raised"
        >
          {earlier.isFetching ? t("state.loading") : t("people.earlier")}
        </button>
      )}
      <ol className="space-y-1">
        {session.turns.map((turn) => (
          <SessionTurn key={turn.trace.traceId} turn={turn} view={view} />
        ))}
      </ol>
    </>
  );
}
