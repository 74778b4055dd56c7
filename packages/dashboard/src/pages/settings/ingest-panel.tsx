import { useTranslation } from "react-i18next";
import type { ServerSettings } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { Facts } from "../../ui/facts.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ChangeNote } from "./change-note.tsx";

/** What has become of what was sent. */
export function IngestPanel({ settings }: { readonly settings: ServerSettings }) {
  const { t } = useTranslation();
  const { count, duration, ago, list } = useFormat();
  const { ingest, limits, startedAt } = settings;
  const { waitingSpans, spans, duplicates, expired, commits, failedCommits, meanCommitMs, rejected } = ingest;
  const refused = rejected.map(({ status, requests }) =>
    t("settings.rejectedBy", { status, requests: count(requests) }),
  );
  return (
    <Panel title={t("settings.ingest")} note={t("settings.ingestNote", { ago: ago(startedAt) })}>
      <Facts
        rows={[
          [
            t("settings.waiting"),
            t("settings.waitingOf", { waiting: count(waitingSpans), limit: count(limits.waitingSpans) }),
          ],
          [t("settings.taken"), count(spans)],
          [t("settings.duplicates"), count(duplicates)],
          [t("settings.expired"), count(expired)],
          [
            t("settings.commits"),
            meanCommitMs === undefined
              ? count(commits)
              : t("settings.commitTime", { commits: count(commits), mean: duration(meanCommitMs) }),
          ],
          [
            t("settings.failedCommits"),
            <Bad key="failed" value={failedCommits} text={count(failedCommits)} />,
          ],
          [
            t("settings.rejected"),
            <Bad
              key="rejected"
              value={refused.length}
              text={refused.length === 0 ? t("settings.none") : list(refused)}
            />,
          ],
        ]}
      />
      <ChangeNote settings={settings} group="limits" />
    </Panel>
  );
}

function Bad({ value, text }: { readonly value: number; readonly text: string }) {
  return <span className={value > 0 ? "font-medium text-bad" : ""}>{text}</span>;
}
