import type { ReportHealth, ServerHealth } from "@breakwater/core/report/report";
import type { ShippingReport } from "../ship/shipping-report.ts";
import type { HealthParts } from "./flush-report.ts";
import { sumOf } from "./settings.ts";

/** What the report says about the monitor's own losses. */
export function reportHealth({
  journal,
  alerts,
  openRuns,
  badLines,
  internalErrors,
  server,
}: HealthParts): ReportHealth {
  const dropped = { ...journal?.dropped, ...(internalErrors > 0 && { internal_error: internalErrors }) };
  return {
    inFlightCalls: openRuns,
    dropped,
    tornLines: badLines,
    journal: journalHealth(journal),
    ...(server && { server: serverHealth(server) }),
    failedNotifications: alerts.failed,
  };
}

function journalHealth(journal: HealthParts["journal"]): ReportHealth["journal"] {
  if (!journal) return { state: "off" };
  if (!journal.isDegraded) return { state: "ok" };
  return { state: "degraded", ...(journal.lastError !== undefined && { reason: journal.lastError }) };
}

function serverHealth({
  state,
  reason,
  pendingBytes,
  deadLettered,
  removedUnsent,
}: ShippingReport): ServerHealth {
  return {
    state,
    ...(reason !== undefined && { reason }),
    pendingBytes,
    refusedRecords: sumOf(deadLettered),
    removedFiles: removedUnsent.files,
  };
}
