import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addressesQuestion } from "../../api/server-questions.ts";
import { sessionQuestion } from "../../api/session.ts";
import { useView } from "../../app/use-view.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Answer } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Panel } from "../../ui/panel.tsx";
import { type Doors, doorsOf, examplesFor, freshNow, KEY_PLACE, type Sender } from "./examples.ts";

/** Tells what to paste where; when something arrives, the overview takes its place by itself. */
export function FirstVisitPage() {
  const { t } = useTranslation();
  const addresses = useQuery(addressesQuestion);
  const { data: session } = useQuery(sessionQuestion);
  const { project } = useView();
  const needsKey = session?.isOpen === false;
  return (
    <div className="mx-auto max-w-5xl">
      <PageTitle
        title={t("first.title")}
        about={t("first.about")}
        actions={
          <p role="status" className="flex items-center gap-2 text-sm text-quiet">
            <span className="breathes size-2 rounded-full bg-good" />
            {t("first.watching")}
          </p>
        }
      />
      {needsKey && <p className="mb-3 text-sm">{t("first.key", { place: KEY_PLACE })}</p>}
      <Answer of={addresses}>
        {(known) => <Examples doors={doorsOf(known, location)} sender={{ needsKey, project }} />}
      </Answer>
    </div>
  );
}

interface ExamplesProps {
  readonly doors: Doors;
  readonly sender: Sender;
}

function Examples({ doors, sender }: ExamplesProps) {
  const { t } = useTranslation();
  // The same as long as one looks, so that nothing changes under one's eyes.
  const [fresh] = useState(freshNow);
  return (
    <div className="grid gap-3 md:grid-cols-2">
      {examplesFor(doors, sender, fresh).map(({ name, code }) => (
        <Panel
          key={name}
          title={t(`first.${name}`)}
          actions={<CopyButton label={t("state.copy")} text={() => code} />}
        >
          <p className="mb-2 text-sm text-quiet">{t(`first.${name}About`)}</p>
          <pre className="rounded-md bg-raised p-3 font-mono text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
            {code}
          </pre>
        </Panel>
      ))}
    </div>
  );
}
