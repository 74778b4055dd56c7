import { z } from "@hono/zod-openapi";
import { budgetDefinitionSchema } from "../ingest/native/monitor-state-schema.ts";

const nanos = z.number().openapi({ description: "Nano-dollars." });
const basis = z.enum(["window", "recent"]);

const forecastSchema = z
  .discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("exhausted") }),
    z.object({ outcome: z.literal("runs_out"), at: z.string(), basis }),
    z.object({ outcome: z.literal("lasts"), projectedNanos: nanos, basis }),
    z.object({ outcome: z.literal("unknown") }),
  ])
  .openapi("BudgetForecast", { description: "Where spending leads at its rate since the window began." });

/** One key of a budget, as the API gives it. */
export const budgetKeySchema = z
  .object({
    key: z
      .record(z.string(), z.string())
      .readonly()
      .openapi({ description: "The values of `per`; empty for a budget over all calls." }),
    spentNanos: nanos,
    heldNanos: nanos,
    usedRatio: z.number(),
    deniedCalls: z.number(),
    windowStart: z.string(),
    windowEnd: z.string(),
    forecast: forecastSchema,
  })
  .openapi("BudgetKey");

/** A budget and where it stands, as the API gives it. */
export const budgetSchema = z
  .object({
    id: z.string(),
    ...budgetDefinitionSchema.shape,
    services: z.array(z.string()).readonly(),
    holders: z
      .array(
        z.object({
          service: z.string().optional(),
          monitors: z.number().openapi({ description: "Living processes; 0 = silent." }),
          seenAt: z.string(),
        }),
      )
      .readonly()
      .openapi({ description: "Services whose processes hold it." }),
    monitors: z.number().openapi({ description: "Living processes that hold it." }),
    seenAt: z.string(),
    keys: z.number().openapi({ description: "Keys that took something in this window." }),
    fullKeys: z.number().openapi({ description: "Keys without room." }),
    spentNanos: nanos,
    heldNanos: nanos,
    deniedCalls: z.number(),
    fullest: z.array(budgetKeySchema).readonly(),
  })
  .openapi("Budget");

/** One window of a budget's past, as the API gives it. */
export const budgetPeriodSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    spentNanos: nanos,
    mostNanos: nanos.openapi({ description: "Of the key that took most." }),
    keys: z.number(),
    fullKeys: z.number().openapi({ description: "Keys that spent the limit, as it is now, or more." }),
    deniedCalls: z.number(),
  })
  .openapi("BudgetPeriod");
