import { useTranslation } from "react-i18next";
import type { ServerSettings } from "../../api/server-questions.ts";
import { useFormat } from "../../format/use-format.ts";
import { Facts } from "../../ui/facts.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ChangeNote } from "./change-note.tsx";

/** What of prompts and answers is kept, and what is taken out of them. */
export function PayloadPanel({ settings }: { readonly settings: ServerSettings }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const { capture, maxLength, redactPatterns } = settings.payload;
  return (
    <Panel title={t("settings.payload")}>
      <Facts
        rows={[
          [
            t("settings.capture"),
            capture ? t("settings.captured", { length: count(maxLength) }) : t("settings.notCaptured"),
          ],
          [
            t("settings.redaction"),
            redactPatterns === 0
              ? t("settings.redacted_zero")
              : t("settings.redacted", { count: redactPatterns }),
          ],
        ]}
      />
      <ChangeNote settings={settings} group="payload" />
    </Panel>
  );
}
