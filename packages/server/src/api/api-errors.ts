import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ExportTooLargeError } from "../query/export/export-too-large-error.ts";
import { InvalidCursorError } from "../query/invalid-cursor-error.ts";
import { NotFoundError } from "../query/not-found-error.ts";
import { InvalidRangeError } from "../query/time-range.ts";

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
  503: { description: "The engine is busy, or the question took too long", content },
} as const;

/** What routes that name one thing answer when it is not there. */
export const notFoundResponse = { description: "Not there, or no longer", content } as const;

/** An error as the API tells it. Errors of our own say nothing of what is inside. */
export function apiErrorOf(error: unknown): {
  readonly status: 400 | 404 | 503;
  readonly code: string;
  readonly message: string;
} {
  if (
    error instanceof InvalidRangeError ||
    error instanceof InvalidCursorError ||
    error instanceof ExportTooLargeError
  )
    return { status: 400, code: error.code, message: error.message };
  if (error instanceof NotFoundError) return { status: 404, code: error.code, message: error.message };
  return {
    status: 503,
    code: "BW_QUERY_FAILED",
    message: "The question could not be answered. Ask for a shorter range, or try again.",
  };
}

/** Answers a request whose parameters or body do not fit. */
export function refuseInvalid(result: Checked, context: Context) {
  if (result.success) return undefined;
  const message = result.error.issues
    .map(({ path, message: what }) => `${path.join(".")}: ${what}`)
    .join("; ");
  return context.json({ error: { code: "BW_INVALID_PARAMETER", message } }, 400);
}

type Checked = { readonly success: true } | { readonly success: false; readonly error: z.ZodError };
