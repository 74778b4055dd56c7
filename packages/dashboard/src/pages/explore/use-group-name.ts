import { useTranslation } from "react-i18next";
import { type ExploredGroup, isMetadata } from "./explored.ts";

/** What a group is called: a dimension by its name, a key of metadata by itself. */
export function useGroupName(): (by: ExploredGroup) => string {
  const { t } = useTranslation();
  return (by) => (isMetadata(by) ? by.slice("metadata.".length) : t(`dimension.${by}`));
}
