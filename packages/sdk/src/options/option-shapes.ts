import { isTimeZone } from "@breakwater/core/budget/calendar-window";
import { z } from "zod";
import { parseDuration } from "./duration.ts";

/** Money given in dollars. */
const usd = z
  .number("a number of dollars")
  .min(0, "a number of dollars, 0 or more")
  .max(9_000_000, "at most 9 million dollars");

const count = z.number("a number").int("a whole number").positive("a number above 0");
const milliseconds = z.number("a number of milliseconds").positive("a number of milliseconds above 0");

/** `24h`, `30m`, `7d`. */
const duration = z
  .string('a duration such as "24h"')
  .refine((text) => parseDuration(text) !== undefined, 'a duration such as "30m", "24h" or "7d"');

const timeZone = z
  .string("the name of a time zone")
  .refine(isTimeZone, 'an IANA time zone such as "Europe/Berlin" or "UTC"');

const values = z.union([z.string(), z.array(z.string()).min(1)], "a text or a list of texts");

const url = z.string("a URL").refine(isHttpUrl, "a URL beginning with http:// or https://");

const window = z.union(
  [
    z.strictObject({ every: z.enum(["hour", "day", "week", "month"]), timeZone: timeZone.optional() }),
    z.strictObject({ rolling: duration }),
  ],
  '{ every: "hour" | "day" | "week" | "month", timeZone? } or { rolling: "24h" }',
);

const dimension = z
  .string("a dimension")
  .refine(
    (text) =>
      ["userId", "sessionId", "queryType", "model", "provider", "environment"].includes(text) ||
      /^metadata\..+/.test(text),
    '"userId", "sessionId", "queryType", "model", "provider", "environment" or "metadata.<name>"',
  );

const budget = z.strictObject({
  name: z.string("a name").min(1, "a name"),
  limitUsd: usd,
  window: window.optional(),
  match: z
    .strictObject({
      environment: values.optional(),
      queryType: values.optional(),
      model: values.optional(),
      provider: values.optional(),
      tag: values.optional(),
      userId: values.optional(),
      metadata: z.record(z.string(), values).optional(),
    })
    .optional(),
  per: z.array(dimension).optional(),
  onExceed: z.enum(["block", "warn"], '"block" or "warn"').optional(),
  alertAt: z.array(z.number().positive("a share of the limit above 0, such as 0.8").max(10)).optional(),
  unpriced: z
    .union([z.literal("block"), z.strictObject({ chargeUsd: usd })], '"block" or { chargeUsd: 0.01 }')
    .optional(),
});

const rule = z.strictObject({
  name: z.string("a name").min(1, "a name"),
  signal: z.enum([
    "errorCount",
    "errorRate",
    "latencyP50",
    "latencyP95",
    "latencyP99",
    "timeToFirstTokenP95",
    "tokensPerSecond",
    "cost",
    "calls",
    "unpricedCalls",
    "slowCalls",
    "deniedCalls",
    "abandonedCalls",
    "budgetUsed",
    "droppedRecords",
    "newErrorFingerprint",
  ]),
  window: duration.optional(),
  condition: z.strictObject({ op: z.enum([">", ">=", "<", "<="]), value: z.number("a number") }),
  groupBy: z.array(z.string()).optional(),
  for: duration.optional(),
  keepFiringFor: duration.optional(),
  minCalls: count.optional(),
  severity: z.enum(["info", "warning", "critical"]).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const receiver = z.looseObject({ type: z.string('the type of a receiver, such as "slack" or "webhook"') });

const alerts = z.strictObject({
  receivers: z.array(receiver).optional(),
  rules: z.array(rule).optional(),
  groupBy: z.array(z.string()).optional(),
  groupWait: duration.optional(),
  groupInterval: duration.optional(),
  repeatInterval: duration.optional(),
});

const perMillion = z.number("dollars per million tokens").min(0, "dollars per million tokens, 0 or more");

const pricing = z.strictObject({
  overrides: z
    .array(
      z.strictObject({
        provider: z.string().optional(),
        model: z.string().min(1, "a model name, * allowed"),
        inputPerMillionUsd: perMillion,
        outputPerMillionUsd: perMillion,
        cacheReadPerMillionUsd: perMillion.optional(),
        cacheWritePerMillionUsd: perMillion.optional(),
        cacheWrite1hPerMillionUsd: perMillion.optional(),
        reasoningPerMillionUsd: perMillion.optional(),
        inputAudioPerMillionUsd: perMillion.optional(),
        outputAudioPerMillionUsd: perMillion.optional(),
        perCallUsd: z.number().min(0).optional(),
        from: z.string().optional(),
        until: z.string().optional(),
      }),
    )
    .optional(),
  serviceTiers: z
    .array(
      z.strictObject({
        provider: z.string().optional(),
        model: z.string().optional(),
        tier: z.string(),
        multiplier: z.number().min(0, "a factor, 0 or more"),
      }),
    )
    .optional(),
});

const payloads = z.union(
  [
    z.enum(["off", "on"]),
    z.strictObject({
      sampleRate: z.number().min(0, "a share from 0 to 1").max(1, "a share from 0 to 1"),
      maxLength: count.optional(),
    }),
  ],
  '"off", "on" or { sampleRate: 0.1, maxLength? }',
);

const redaction = z.strictObject({
  patterns: z.array(z.enum(["email", "card", "phone"], '"email", "card" or "phone"')).optional(),
  redact: z
    .custom<object>((value) => typeof value === "function", "a function (text, { side }) => text")
    .optional(),
});

const fitOutputTokens = z.union(
  [
    z.boolean(),
    z
      .strictObject({
        minTokens: count.min(16, "16 or more, which is the least that every provider takes").optional(),
        maxTokens: count.optional(),
      })
      .refine(({ minTokens = 16, maxTokens }) => maxTokens === undefined || minTokens <= maxTokens, {
        path: ["minTokens"],
        error: "no more than maxTokens",
      }),
  ],
  "true, false or { minTokens?, maxTokens? }",
);

/** What can be changed at run time. */
export const changeableShape = z.strictObject({
  dailyBudgetUsd: usd.optional(),
  budgets: z.array(budget).optional(),
  alertWebhook: url.optional(),
  alerts: alerts.optional(),
  pricing: pricing.optional(),
  payloads: payloads.optional(),
  redaction: redaction.optional(),
  slowCallMs: milliseconds.optional(),
  abandonAfterMs: milliseconds.optional(),
  defaultMaxOutputTokens: count.optional(),
  fitOutputTokens: fitOutputTokens.optional(),
  maxOpenRuns: count.optional(),
  logLevel: z.enum(["silent", "warn", "info"], '"silent", "warn" or "info"').optional(),
});

const concern = z.union([
  z.literal(false),
  z.custom<object>((value) => typeof value === "object" && value !== null),
]);

/** Where records are sent. */
const serverShape = z.strictObject({
  url: url
    .refine(isWithoutCredentials, "a URL without user and password (the key is an option of its own)")
    .optional(),
  key: z
    .string("a key")
    .regex(/^[\x21-\x7e]+$/, "a key of printable characters without spaces")
    .optional(),
});

/** All options of `createMonitor`. */
export const optionsShape = changeableShape.extend({
  project: z.string().min(1).optional(),
  service: z.string().min(1).optional(),
  environment: z.string("a name").min(1, "a name").optional(),
  release: z.string().min(1).optional(),
  timeZone: timeZone.optional(),
  logFile: z.string("a path").min(1, "a path").optional(),
  journal: z
    .strictObject({
      maxFileBytes: count.optional(),
      maxTotalBytes: count.optional(),
      retentionDays: z.number().positive("a number of days above 0").optional(),
      maxQueuedBytes: count.optional(),
      maxQueuedLines: count.optional(),
    })
    .optional(),
  server: z.union([z.literal(false), serverShape], "{ url, key? } or false").optional(),
  concerns: z
    .strictObject({
      cost: concern.optional(),
      performance: concern.optional(),
      errors: concern.optional(),
      log: concern.optional(),
    })
    .optional(),
  logger: z
    .custom<object>(
      (value) => typeof value === "object" && value !== null,
      "an object with warn() and info()",
    )
    .optional(),
  openTelemetry: z
    .custom<object>(
      (value) => typeof value === "object" && value !== null && "connect" in value,
      'openTelemetry() of "breakwater/otel"',
    )
    .optional(),
});

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isWithoutCredentials(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}
