import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { settingsQuestion, statusQuestion } from "../../api/server-questions.ts";
import { sessionQuestion } from "../../api/session.ts";
import { useView } from "../../app/use-view.ts";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { AboutPanel } from "./about-panel.tsx";
import { ArrivalsPanel } from "./arrivals-panel.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { DiskPanel } from "./disk-panel.tsx";
import { IngestPanel } from "./ingest-panel.tsx";
import { KeysPanel } from "./keys-panel.tsx";
import { PayloadPanel } from "./payload-panel.tsx";
import { PricesPanel } from "./prices-panel.tsx";
import { RetentionPanel } from "./retention-panel.tsx";

/** What the server was told, who may use it, and how it is doing. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { project } = useView();
  const settings = useQuery(settingsQuestion(project));
  const status = useQuery(statusQuestion(project));
  const { data: session } = useQuery(sessionQuestion);
  const mayChangeKeys = session?.scopes.includes("admin") === true;
  return (
    <>
      <PageTitle title={t("settings.title")} about={t("settings.about")} />
      <div className="grid gap-3 lg:grid-cols-2">
        {mayChangeKeys && <KeysPanel />}
        <Answer of={settings}>
          {(told) => (
            <>
              <IngestPanel settings={told} />
              <Answer of={status}>{({ disk }) => <DiskPanel disk={disk} settings={told} />}</Answer>
            </>
          )}
        </Answer>
        <Answer of={status}>{({ arrivals }) => <ArrivalsPanel arrivals={arrivals} />}</Answer>
        <Answer of={settings}>
          {(told) => (
            <>
              <RetentionPanel settings={told} />
              <PayloadPanel settings={told} />
              <PricesPanel settings={told} />
              <Answer of={status}>{(state) => <AboutPanel settings={told} status={state} />}</Answer>
            </>
          )}
        </Answer>
        {mayChangeKeys && <AuditPanel />}
      </div>
    </>
  );
}
