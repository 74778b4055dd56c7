import { useTranslation } from "react-i18next";

const STATUSES = ["running", "ok", "error", "cancelled", "abandoned", "blocked"] as const;
const KINDS = ["llm", "embedding", "tool", "retriever", "chain", "agent", "other"] as const;
const ERROR_CLASSES = [
  "rate_limit",
  "auth",
  "not_found",
  "context_overflow",
  "content_filter",
  "timeout",
  "aborted",
  "connection",
  "server",
  "invalid_request",
  "budget",
  "unknown",
] as const;

/** The record's own words in the language of the pages; a word that is not known stays as it is. */
export function useTerms() {
  const { t } = useTranslation();
  const named = (dimension: string, value: string): string => {
    const status = dimension === "status" ? STATUSES.find((one) => one === value) : undefined;
    if (status !== undefined) return t(`terms.status.${status}`);
    const kind = dimension === "kind" ? KINDS.find((one) => one === value) : undefined;
    if (kind !== undefined) return t(`terms.kind.${kind}`);
    const errorClass = dimension === "errorClass" ? ERROR_CLASSES.find((one) => one === value) : undefined;
    return errorClass === undefined ? value : t(`terms.errorClass.${errorClass}`);
  };
  return {
    /** A value of a dimension that pages are filtered by. */
    named,
    status: (value: string) => named("status", value),
    errorClass: (value: string) => named("errorClass", value),
  };
}
