import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AuditEntry, auditQuestion, type Key, keysQuestion } from "../../api/key-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { Panel } from "../../ui/panel.tsx";

/** What the server writes down, in words; of what a newer one writes, the bare name is shown. */
const ACTIONS = [
  "keys.create",
  "keys.create.failed",
  "keys.revoke",
  "keys.revoke.failed",
  "session.begin",
  "session.refused",
] as const;

/** What administrators did, and who logged in. */
export function AuditPanel() {
  const { t } = useTranslation();
  const audit = useQuery(auditQuestion);
  const { data } = useQuery(keysQuestion);
  return (
    <Panel title={t("access.audit")} note={t("access.auditNote")} className="lg:col-span-2">
      <Answer of={audit}>{({ entries }) => <Entries entries={entries} keys={data?.keys ?? []} />}</Answer>
    </Panel>
  );
}

interface EntriesProps {
  readonly entries: readonly AuditEntry[];
  readonly keys: readonly Key[];
}

function Entries({ entries, keys }: EntriesProps) {
  const { t } = useTranslation();
  const { time, ago } = useFormat();
  const nameOf = (id: string) => keys.find((key) => key.id === id)?.name ?? id;
  const actors: Readonly<Record<string, string>> = {
    open: t("access.actorOpen"),
    config: t("access.actorConfig"),
    cli: t("access.actorCli"),
    unknown: t("access.actorUnknown"),
  };
  const told = ({ action, target }: AuditEntry) => {
    const name = target === undefined ? "" : nameOf(target);
    const known = ACTIONS.find((one) => one === action);
    return known === undefined
      ? [action, name].filter(Boolean).join(" ")
      : t(`access.${known}`, { target: name });
  };
  return (
    <DataTable
      label={t("access.audit")}
      columns={[
        { id: "when", header: t("access.when"), cell: ({ at }) => <span title={time(at)}>{ago(at)}</span> },
        { id: "who", header: t("access.who"), cell: ({ actor }) => actors[actor] ?? nameOf(actor) },
        { id: "what", header: t("access.what"), cell: told },
        { id: "from", header: t("access.from"), isMinor: true, cell: ({ address }) => address ?? "–" },
      ]}
      rows={entries}
      keyOf={(entry) => JSON.stringify(entry)}
      empty={t("access.noEntries")}
    />
  );
}
