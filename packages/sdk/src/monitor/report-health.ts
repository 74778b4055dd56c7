import type { ReportHealth } from "@breakwater/core/report/report";
import type { HealthParts } from "./flush-report.ts";

/** What the report says about the monitor's own losses. */
export function reportHealth({
  journal,
  alerts,
  openRuns,
  badLines,
  internalErrors,
}: HealthParts): ReportHealth {
  const dropped = { ...journal?.dropped, ...(internalErrors > 0 && { internal_error: internalErrors }) };
  return {
    inFlightCalls: openRuns,
    dropped,
    tornLines: badLines,
    journal: journalHealth(journal),
    failedNotifications: alerts.failed,
  };
}

function journalHealth(journal: HealthParts["journal"]): ReportHealth["journal"] {
  if (!journal) return { state: "off" };
  if (!journal.isDegraded) return { state: "ok" };
  return { state: "degraded", ...(journal.lastError !== undefined && { reason: journal.lastError }) };
}
