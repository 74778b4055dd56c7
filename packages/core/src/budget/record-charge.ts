import type { SpanRecord } from "../record/span-record.ts";
import type { CallFacts } from "./budget-definition.ts";
import type { Settlement } from "./ledger.ts";

/** What budgets match and split by, read back from a record. */
export function factsOfRecord(record: SpanRecord): CallFacts {
  return {
    ...(record.environment !== undefined && { environment: record.environment }),
    ...(record.queryType !== undefined && { queryType: record.queryType }),
    ...(record.requestModel !== undefined && { model: record.requestModel }),
    ...(record.provider !== undefined && { provider: record.provider }),
    ...(record.userId !== undefined && { userId: record.userId }),
    ...(record.sessionId !== undefined && { sessionId: record.sessionId }),
    ...(record.tags !== undefined && { tags: record.tags }),
    ...(record.metadata !== undefined && { metadata: record.metadata }),
  };
}

/**
 * What a record takes from the budgets: its recorded charge, else its cost. Nothing for records that paid nothing
 * (blocked, cached, still running).
 */
export function settlementOfRecord(record: SpanRecord): Settlement | undefined {
  if (record.status === "running" || record.status === "blocked") return undefined;
  if (record.cost?.source === "unpriced") return record.cached ? undefined : { kind: "unpriced" };
  const nanos = record.budget?.chargedNanos ?? record.cost?.totalNanos;
  return nanos === undefined || nanos === 0 ? undefined : { kind: "charge", nanos };
}
