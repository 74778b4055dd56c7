import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { describeIssues } from "./describe-issues.ts";

/** The body of every error of the API. */
const apiErrorSchema = z
  .object({
    error: z.object({
      code: z.string().openapi({ description: "Stable; see the list of errors." }),
      message: z.string().openapi({ description: "What is wrong and what to do." }),
    }),
  })
  .openapi("ApiError");

const content = { "application/json": { schema: apiErrorSchema } };

/** The errors that every route may answer with. */
export const apiErrorResponses = {
  400: { description: "The question makes no sense", content },
  401: { description: "No key, or one that is not known", content },
  403: { description: "The key may not ask this", content },
  500: { description: "The server is at fault; its log says why", content },
  503: { description: "The engine is busy, or the question took too long", content },
} as const;

/** What routes that name one thing answer when it is not there. */
export const notFoundResponse = { description: "Not there, or no longer", content } as const;

/** Answers a request whose parameters or body do not fit. */
export function refuseInvalid(result: Checked, context: Context) {
  if (result.success) return undefined;
  const message = describeIssues(result.error, result.data);
  return context.json({ error: { code: "BW_INVALID_PARAMETER", message } }, 400);
}

type Checked =
  | { readonly success: true }
  | {
      readonly success: false;
      readonly error: z.ZodError;
      /** What was checked, as it came. */
      readonly data?: unknown;
    };
