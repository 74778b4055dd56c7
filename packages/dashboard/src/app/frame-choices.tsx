import { useTranslation } from "react-i18next";
import { TIME_ZONE, useFormat } from "../format/use-format.ts";
import { chooseLanguage, LANGUAGES, type Language } from "../i18n/i18n.ts";
import { Choice } from "../ui/choice.tsx";
import { Identity } from "./identity.tsx";
import { chooseTheme, useTheme } from "./theme.ts";

/** How the pages look, what they speak, in which time zone they tell times, and who looks at them. */
export function FrameChoices() {
  const { t, i18n } = useTranslation();
  const { zone } = useFormat();
  return (
    <div className="flex flex-col gap-2">
      <Choice
        label={t("shell.theme")}
        value={useTheme()}
        options={[
          ["system", t("shell.themeSystem")],
          ["light", t("shell.themeLight")],
          ["dark", t("shell.themeDark")],
        ]}
        onChoose={chooseTheme}
      />
      <Choice
        label={t("shell.language")}
        value={i18n.language as Language}
        options={Object.entries(LANGUAGES) as [Language, string][]}
        onChoose={(language) => void chooseLanguage(language)}
      />
      <p className="text-xs text-quiet" title={t("range.zone", { zone: TIME_ZONE })}>
        {t("shell.zone", { zone: TIME_ZONE, short: zone })}
      </p>
      <Identity />
    </div>
  );
}
