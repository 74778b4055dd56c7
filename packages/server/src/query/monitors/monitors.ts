import { z } from "zod";
import { budgetsSchema } from "../../ingest/native/monitor-state-schema.ts";
import { sqlTime } from "../../storage/span-row.ts";
import type { QueryContext } from "../query-context.ts";

/** A process that watches its calls, as it last told of itself. */
export interface KnownMonitor {
  readonly monitorId: string;
  readonly service?: string;
  readonly environment?: string;
  readonly release?: string;
  readonly sdkVersion: string;
  /** ISO 8601 UTC by the sender's clock. */
  readonly startedAt: string;
  /** ISO 8601 UTC by ours. */
  readonly seenAt: string;
  /** How far the sender's clock was behind ours when it told, in milliseconds; the way of the request is in it. */
  readonly clockLagMs: number;
  /** It has told of itself lately. */
  readonly isAlive: boolean;
  readonly budgets: z.infer<typeof budgetsSchema>;
}

/** Monitors tell once a minute; after this long one is taken for gone. */
const ALIVE_MS = 150_000;
/** Most monitors that are looked at, the newest. */
const MAX_MONITORS = 10_000;

const rowSchema = z.object({
  monitorId: z.string(),
  service: z.string(),
  environment: z.string(),
  release: z.string(),
  sdkVersion: z.string(),
  startedAt: z.coerce.number(),
  sentAt: z.coerce.number(),
  seenAt: z.coerce.number(),
  budgets: z.string(),
});

/** The monitors that have told of themselves since an instant, epoch milliseconds; newest first. */
export async function queryMonitors(
  { project, since }: { readonly project: string; readonly since: number },
  { engine, clock, limits }: QueryContext,
): Promise<readonly KnownMonitor[]> {
  const rows = await engine.query(
    `SELECT m.monitor_id AS monitorId, toString(m.service) AS service, toString(m.environment) AS environment,
       toString(m.release) AS release, toString(m.sdk_version) AS sdkVersion,
       toUnixTimestamp64Milli(m.started_at) AS startedAt, toUnixTimestamp64Milli(m.sent_at) AS sentAt,
       toUnixTimestamp64Milli(m.seen_at) AS seenAt, m.budgets AS budgets
     FROM monitors AS m FINAL
     WHERE m.project = {project:String} AND m.seen_at >= {since:DateTime64(3, 'UTC')}
     ORDER BY m.seen_at DESC, monitorId
     LIMIT ${MAX_MONITORS}`,
    { project, since: sqlTime(since) },
    limits,
  );
  const now = clock.now();
  return z
    .array(rowSchema)
    .parse(rows)
    .map(({ monitorId, service, environment, release, sdkVersion, startedAt, sentAt, seenAt, budgets }) => ({
      monitorId,
      ...(service !== "" && { service }),
      ...(environment !== "" && { environment }),
      ...(release !== "" && { release }),
      sdkVersion,
      startedAt: new Date(startedAt).toISOString(),
      seenAt: new Date(seenAt).toISOString(),
      clockLagMs: seenAt - sentAt,
      isAlive: now - seenAt < ALIVE_MS,
      budgets: budgetsSchema.parse(JSON.parse(budgets)),
    }));
}
