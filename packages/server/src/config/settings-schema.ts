import { z } from "zod";
import {
  age,
  bytes,
  count,
  duration,
  httpUrl,
  memory,
  oneOf,
  pattern,
  port,
  text,
  toggle,
} from "./setting-types.ts";

const dollars = z
  .number({ error: "a number of dollars, 0 or more" })
  .min(0, { error: "a number of dollars, 0 or more" });
const name = text("a name of letters, digits, dots, dashes and underscores", /^[\w.-]{1,128}$/);

/** A price of one's own; `PriceOverride` of core says what each field means. */
const price = z.strictObject({
  provider: text("a provider").optional(),
  model: text('a model, or a pattern such as "my-llama-*"'),
  inputPerMillionUsd: dollars,
  outputPerMillionUsd: dollars,
  cacheReadPerMillionUsd: dollars.optional(),
  cacheWritePerMillionUsd: dollars.optional(),
  cacheWrite1hPerMillionUsd: dollars.optional(),
  reasoningPerMillionUsd: dollars.optional(),
  inputAudioPerMillionUsd: dollars.optional(),
  outputAudioPerMillionUsd: dollars.optional(),
  perCallUsd: dollars.optional(),
  from: text("an ISO date").optional(),
  until: text("an ISO date").optional(),
});

const ownAges = z.strictObject({
  spans: age.optional(),
  payloads: age.optional(),
  rollups: age.optional(),
});

/** Everything that a server can be told, with its defaults. Durations are milliseconds, sizes bytes once read. */
export const settingsSchema = z.strictObject({
  data: text("a directory").prefault(".breakwater"),
  host: text("an address to listen on, such as 127.0.0.1", /^[\w.:-]+$/).prefault("127.0.0.1"),
  ports: z
    .strictObject({ otlp: port.prefault(4318), grpc: port.prefault(4317), ui: port.prefault(7077) })
    .prefault({}),
  clickhouse: z
    .strictObject({
      url: httpUrl.optional(),
      cluster: name.optional(),
      sharding: toggle.prefault(false),
    })
    .superRefine(({ url, cluster, sharding }, { addIssue }) => {
      const refuse = (path: string, message: string) => addIssue({ code: "custom", path: [path], message });
      if (cluster !== undefined && url === undefined) refuse("cluster", "clickhouse.url beside it");
      if (sharding && cluster === undefined) refuse("sharding", "clickhouse.cluster beside it");
    })
    .prefault({}),
  retention: z
    .strictObject({
      default: z
        .strictObject({
          spans: age.prefault("90d"),
          payloads: age.prefault("14d"),
          rollups: age.prefault("400d"),
        })
        .prefault({}),
      projects: z.record(name, ownAges).prefault({}),
    })
    .prefault({}),
  disk: z.strictObject({ max: bytes.optional(), minFree: bytes.prefault("1GB") }).prefault({}),
  engine: z
    .strictObject({
      memory: memory.optional(),
      threads: count(1, 256).optional(),
      backgroundThreads: count(1, 64).prefault(2),
      cache: bytes.prefault("64MB"),
    })
    .prefault({}),
  limits: z
    .strictObject({
      body: bytes.prefault("32MB"),
      decompressed: bytes.prefault("128MB"),
      memory: bytes.prefault("512MB"),
      waitingSpans: count(1_000, 10_000_000).prefault(200_000),
    })
    .superRefine(({ body, decompressed, memory: most }, { addIssue }) => {
      // Else the largest body that is allowed would be asked for again and again, and never be taken.
      const least = body + decompressed;
      const message = `at least limits.body and limits.decompressed together (${least} bytes)`;
      if (most < least) addIssue({ code: "custom", path: ["memory"], message });
    })
    .prefault({}),
  payload: z
    .strictObject({
      capture: toggle.prefault(true),
      maxLength: count(1, 1_000_000).prefault(10_000),
      redact: z.array(pattern).max(100).prefault([]),
    })
    .prefault({}),
  prices: z.array(price).max(1_000).prefault([]),
  access: z
    .strictObject({
      required: toggle.optional(),
      adminKey: text("a secret of at least 24 characters", /^\S{24,512}$/).optional(),
      hosts: z.array(text("a host name", /^[\w.:-]+$/)).prefault([]),
      sessionLength: duration.prefault("12h"),
      secureCookie: toggle.prefault(false),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: oneOf(["debug", "info", "warn", "error", "silent"]).prefault("info"),
      format: oneOf(["auto", "json", "pretty"]).prefault("auto"),
    })
    .prefault({}),
  telemetry: z
    .strictObject({
      otlp: z
        .strictObject({
          url: httpUrl.optional(),
          headers: z.record(text("the name of a header", /^[\w-]{1,128}$/), text("a header")).prefault({}),
        })
        .prefault({}),
    })
    .prefault({}),
  shutdown: z.strictObject({ deadline: duration.prefault("30s") }).prefault({}),
});

/** Settings that are complete and checked. */
export type Settings = z.output<typeof settingsSchema>;

/** A setting's place, from the outside in. */
export type SettingPath = readonly (string | number)[];

/** What settings are when nothing is said, as one would write it, by name; those without a default are not there. */
export function settingDefaults(): ReadonlyMap<string, unknown> {
  return new Map(
    settingPaths().flatMap((path): [string, unknown][] => {
      const value = path.reduce<unknown>(
        (schema, key) => Object(groupOf(schema)?.shape)[key],
        settingsSchema,
      );
      return value instanceof z.ZodPrefault ? [[path.join("."), value.def.defaultValue]] : [];
    }),
  );
}

function groupOf(schema: unknown): z.ZodObject | undefined {
  const inner = schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? inner : undefined;
}

/** The settings with one value of their own: what a variable can set. */
export function settingPaths(
  schema: unknown = settingsSchema,
  path: readonly string[] = [],
): readonly string[][] {
  const group = groupOf(schema);
  if (group === undefined) return [[...path]];
  return Object.entries(group.shape).flatMap(([key, value]) => settingPaths(value, [...path, key]));
}
