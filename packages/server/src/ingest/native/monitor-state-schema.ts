import { isTimeZone } from "@breakwater/core/budget/calendar-window";
import type { MonitorState } from "@breakwater/core/monitor/monitor-state";
import { z } from "zod";

/** Latest instant that is a date to the engine, epoch milliseconds (the year 2299). */
const LAST_MOMENT = 10_413_791_999_000;

const text = z.string().max(512);
const instant = z.number().min(0).max(LAST_MOMENT);
const nanos = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const texts = z.array(text).max(1_000).readonly();
const labels = z.record(text, z.string().max(4_096)).refine((held) => Object.keys(held).length <= 64, {
  error: "64 entries at most",
});

const windowSchema = z.union([
  z.object({
    every: z.enum(["hour", "day", "week", "month"]),
    timeZone: text.refine(isTimeZone, { error: "a time zone, such as Europe/Berlin" }),
  }),
  z.object({
    rollingMs: z
      .number()
      .int()
      .min(1_000)
      .max(366 * 86_400_000),
  }),
]);

/** A budget as monitors tell of it; `BudgetDefinition` of core says what each field means. */
export const budgetDefinitionSchema = z.object({
  name: text.min(1),
  limitNanos: nanos,
  window: windowSchema,
  match: z.object({
    environment: texts.exactOptional(),
    queryType: texts.exactOptional(),
    model: texts.exactOptional(),
    provider: texts.exactOptional(),
    tag: texts.exactOptional(),
    userId: texts.exactOptional(),
    metadata: z.record(text, texts).exactOptional(),
  }),
  per: z
    .array(
      z.union([
        z.enum(["userId", "sessionId", "queryType", "model", "provider", "environment"]),
        z.templateLiteral(["metadata.", text]),
      ]),
    )
    .max(10)
    .readonly(),
  onExceed: z.enum(["block", "warn"]),
  alertAt: z.array(z.number().min(0).max(1_000)).max(100).readonly(),
  unpriced: z.union([z.object({ kind: z.literal("block") }), z.object({ kind: z.literal("charge"), nanos })]),
});

/** What an alert alerts on; signals that are still to come are taken as they are named. */
export const alertRuleSchema = z.object({
  signal: text,
  condition: z.object({ op: z.enum([">", ">=", "<", "<="]), value: z.number() }),
  windowMs: z.number().min(0),
  forMs: z.number().min(0),
});

const alertSchema = z.object({
  labels,
  annotations: labels,
  startsAt: instant,
  endsAt: instant.exactOptional(),
  count: z.number().exactOptional(),
  value: z.number().exactOptional(),
  rule: alertRuleSchema.exactOptional(),
});

/** What a monitor may tell of itself; bounded in every part. */
const monitorStateSchema = z.object({
  v: z.literal(1),
  monitorId: z.string().regex(/^[0-9a-f]{32}$/, { error: "32 hex digits" }),
  service: text.exactOptional(),
  environment: text.exactOptional(),
  release: text.exactOptional(),
  sdkVersion: text,
  startedAt: instant,
  sentAt: instant,
  budgets: z.array(budgetDefinitionSchema).max(200).readonly(),
  alerts: z.array(alertSchema).max(1_000).readonly(),
});

/** The budgets of a monitor, as they are stored. */
export const budgetsSchema = z.array(budgetDefinitionSchema).readonly();

/** A state that came over the wire; an error tells where it is none. */
export function readMonitorState(
  body: unknown,
): { readonly ok: true; readonly state: MonitorState } | { readonly ok: false; readonly reason: string } {
  const parsed = monitorStateSchema.safeParse(body);
  if (parsed.success) return { ok: true, state: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, reason: `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "no state"}` };
}
