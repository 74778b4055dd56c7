import { z } from "@hono/zod-openapi";

/** Ids come as people paste them: upper case, or with the dashes of a UUID. */
export const traceIdParameter = z
  .string()
  .max(64)
  .transform((text) => text.replaceAll("-", "").toLowerCase())
  .refine((text) => /^[0-9a-f]{32}$/.test(text), "a trace id has 32 hex digits");
