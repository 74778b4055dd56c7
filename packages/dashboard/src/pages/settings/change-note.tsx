import { useTranslation } from "react-i18next";
import type { ServerSettings } from "../../api/server-questions.ts";

interface ChangeNoteProps {
  readonly settings: Pick<ServerSettings, "groups">;
  /** Group of the configuration. */
  readonly group: string;
}

/** Where what is shown is changed, and what the change needs. */
export function ChangeNote({ settings, group }: ChangeNoteProps) {
  const { t } = useTranslation();
  const found = settings.groups.find(({ name }) => name === group);
  if (found === undefined) return null;
  return <p className="mt-3 text-xs text-quiet">{t(`settings.${found.change}`, { key: group })}</p>;
}
