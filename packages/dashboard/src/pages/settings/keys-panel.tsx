import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Key, keysQuestion } from "../../api/key-questions.ts";
import { sessionQuestion } from "../../api/session.ts";
import { useFormat } from "../../format/use-format.ts";
import { Button } from "../../ui/button.tsx";
import { type DataColumn, DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";
import { KeyRevocation } from "./key-revocation.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

/** The keys of the server: who has one, for what, since when; for administrators. */
export function KeysPanel() {
  const { t } = useTranslation();
  const keys = useQuery(keysQuestion);
  const { data: session } = useQuery(sessionQuestion);
  const [isMaking, setMaking] = useState(false);
  return (
    <Panel
      title={t("access.title")}
      note={t("access.note")}
      className="lg:col-span-2"
      actions={
        <Button look="main" onClick={() => setMaking(true)}>
          {t("access.create")}
        </Button>
      }
    >
      {session?.isOpen === true && <p className="mb-2 text-sm text-quiet">{t("access.open")}</p>}
      <Answer of={keys}>{(answer) => <KeyTable keys={answer.keys} />}</Answer>
      {isMaking && <NewKeyDialog onClose={() => setMaking(false)} />}
    </Panel>
  );
}

/** Whether a key opens something at a moment, or why not. */
function stateOf({ revokedAt, expiresAt }: Key, now: number): "valid" | "revoked" | "expired" {
  if (revokedAt !== undefined) return "revoked";
  return expiresAt !== undefined && Date.parse(expiresAt) <= now ? "expired" : "valid";
}

function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  const { t } = useTranslation();
  const [showsEnded, setShowsEnded] = useState(false);
  const [toRevoke, setToRevoke] = useState<Key>();
  const now = Date.now();
  const columns = useKeyColumns(now, setToRevoke);
  const newestFirst = [...keys].reverse();
  const ended = newestFirst.filter((key) => stateOf(key, now) !== "valid");
  const shown = showsEnded ? newestFirst : newestFirst.filter((key) => !ended.includes(key));
  return (
    <>
      <DataTable
        label={t("access.title")}
        columns={columns}
        rows={shown}
        keyOf={({ id }) => id}
        empty={t("access.none")}
      />
      {ended.length > 0 && (
        <label className="mt-2 flex items-center gap-2 text-sm text-quiet">
          <input
            type="checkbox"
            checked={showsEnded}
            onChange={({ target }) => setShowsEnded(target.checked)}
          />
          {t("access.showEnded", { count: ended.length })}
        </label>
      )}
      {toRevoke !== undefined && <KeyRevocation of={toRevoke} onClose={() => setToRevoke(undefined)} />}
    </>
  );
}

function useKeyColumns(now: number, revoke: (key: Key) => void): readonly DataColumn<Key>[] {
  const { t } = useTranslation();
  const { list, time, ago } = useFormat();
  const moment = (at: string) => <span title={time(at)}>{ago(at)}</span>;
  return [
    { id: "name", header: t("access.name"), cell: ({ name }) => <span title={name}>{name}</span> },
    {
      id: "scopes",
      header: t("access.scopes"),
      cell: ({ scopes }) => list(scopes.map((scope) => t(`access.scope.${scope}`))),
    },
    {
      id: "project",
      header: t("access.project"),
      isMinor: true,
      cell: ({ project }) => project ?? t("access.anyProject"),
    },
    { id: "created", header: t("access.created"), isMinor: true, cell: ({ createdAt }) => moment(createdAt) },
    {
      id: "used",
      header: t("access.lastUsed"),
      isMinor: true,
      cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? t("access.never") : moment(lastUsedAt)),
    },
    {
      id: "expiry",
      header: t("access.expiry"),
      isMinor: true,
      cell: ({ expiresAt }) => (expiresAt === undefined ? t("access.expiresNever") : time(expiresAt)),
    },
    {
      id: "state",
      header: t("access.state"),
      isNumber: true,
      cell: (key) => {
        const state = stateOf(key, now);
        if (state !== "valid") return <span className="text-quiet">{t(`access.${state}`)}</span>;
        return (
          <Button
            look="danger"
            label={t("access.revokeName", { name: key.name })}
            onClick={() => revoke(key)}
          >
            {t("access.revoke")}
          </Button>
        );
      },
    },
  ];
}
