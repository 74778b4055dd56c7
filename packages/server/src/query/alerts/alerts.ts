import { z } from "zod";
import { alertRuleSchema } from "../../ingest/native/monitor-state-schema.ts";
import { sqlTime } from "../../storage/span-row.ts";
import { queryMonitors } from "../monitors/monitors.ts";
import type { QueryContext } from "../query-context.ts";
import type { TimeRange } from "../time-range.ts";

/** How alerts stand: `lost` fires in a process that has not been heard of since. */
const ALERT_STATUSES = ["firing", "resolved", "lost"] as const;

/** An alert of a process. Times are ISO 8601 UTC. */
export const alertSchema = z.object({
  fingerprint: z.string(),
  name: z.string(),
  severity: z.string(),
  status: z.enum(ALERT_STATUSES),
  monitorId: z.string(),
  service: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  startsAt: z.string(),
  endsAt: z.string().exactOptional(),
  /** When its process last told of it. */
  seenAt: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** Events behind it. */
  count: z.number().exactOptional(),
  /** The signal's value, in the signal's unit. */
  value: z.number().exactOptional(),
  /** What it alerts on; absent where its process did not tell. */
  rule: alertRuleSchema.exactOptional(),
});

export type KnownAlert = z.infer<typeof alertSchema>;

/** Which alerts: those that fired at some time of the range. */
export interface AlertQuestion {
  readonly project: string;
  readonly range: TimeRange;
  readonly limit: number;
}

const rowSchema = z.object({
  fingerprint: z.string(),
  name: z.string(),
  severity: z.string(),
  monitorId: z.string(),
  service: z.string(),
  environment: z.string(),
  startsAt: z.coerce.number(),
  endsAt: z.coerce.number().nullable(),
  seenAt: z.coerce.number(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  count: z.number().nullable(),
  value: z.number().nullable(),
  rule: z.string(),
});

/** The alerts of a range, newest first. */
export async function queryAlerts(
  { project, range, limit }: AlertQuestion,
  context: QueryContext,
): Promise<readonly KnownAlert[]> {
  const { engine, limits } = context;
  const [rows, monitors] = await Promise.all([
    engine.query(
      `SELECT toString(a.fingerprint) AS fingerprint, toString(a.name) AS name, toString(a.severity) AS severity,
         a.monitor_id AS monitorId, toString(a.service) AS service, toString(a.environment) AS environment,
         toUnixTimestamp64Milli(a.starts_at) AS startsAt, toUnixTimestamp64Milli(a.ends_at) AS endsAt,
         toUnixTimestamp64Milli(a.seen_at) AS seenAt, a.labels AS labels, a.annotations AS annotations,
         a.event_count AS count, a.value AS value, a.rule AS rule
       FROM alerts AS a FINAL
       WHERE a.project = {project:String} AND a.starts_at < {to:DateTime64(3, 'UTC')}
         AND (a.ends_at IS NULL OR a.ends_at >= {from:DateTime64(3, 'UTC')})
       ORDER BY a.starts_at DESC, fingerprint, monitorId
       LIMIT {limit:UInt32}`,
      { project, from: sqlTime(range.from), to: sqlTime(range.to), limit },
      limits,
    ),
    queryMonitors({ project, since: 0 }, context),
  ]);
  const alive = new Set(monitors.filter(({ isAlive }) => isAlive).map(({ monitorId }) => monitorId));
  return z
    .array(rowSchema)
    .parse(rows)
    .map(({ service, environment, startsAt, endsAt, seenAt, count, value, rule, ...row }) => ({
      ...row,
      status: endsAt !== null ? "resolved" : alive.has(row.monitorId) ? "firing" : "lost",
      ...(service !== "" && { service }),
      ...(environment !== "" && { environment }),
      startsAt: new Date(startsAt).toISOString(),
      ...(endsAt !== null && { endsAt: new Date(endsAt).toISOString() }),
      seenAt: new Date(seenAt).toISOString(),
      ...(count !== null && { count }),
      ...(value !== null && { value }),
      ...(rule !== "" && { rule: alertRuleSchema.parse(JSON.parse(rule)) }),
    }));
}
