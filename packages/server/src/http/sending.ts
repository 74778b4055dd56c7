import type { Context } from "hono";
import { addressOf } from "../access/address-of.ts";
import { type Authenticate, credentialsOf } from "../ingest/authenticate.ts";
import type { BodyLimits } from "../ingest/body/body-limits.ts";
import type { ReadyRequest } from "../ingest/body/take-request.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import type { IngestLog, RequestFailure } from "../ingest/request-failure.ts";
import { takeBody } from "./request-body.ts";

/** Who may send, and how much; the log is told of what should not happen. */
export interface SendingRules {
  readonly authenticate: Authenticate;
  readonly bodyLimits: BodyLimits;
  readonly log: IngestLog;
}

/**
 * Lets a request in, reads it, decodes it for its project, and stores what it brought.
 * @throws RefusedSenderError (as a rejection); what `takeBody` throws
 */
export async function takeSent<Answer>(
  context: Context,
  { authenticate, bodyLimits }: SendingRules,
  decode: (body: Buffer, project: string) => ReadyRequest<Answer>,
): Promise<Answer> {
  const { req } = context;
  const address = addressOf(context);
  const project = await admittedProject(
    authenticate,
    credentialsOf((name) => req.header(name), address),
  );
  return takeBody({ request: req.raw, sender: `${project} ${address}` }, bodyLimits, (body) =>
    decode(body, project),
  );
}

/** A failure as our own protocol tells it. */
export function failureResponse({ status, message, retryAfterSeconds }: RequestFailure): Response {
  return Response.json({ error: message }, { status, headers: retryHeaders(retryAfterSeconds) });
}

/** When a sender may come again, in HTTP's words. */
export function retryHeaders(retryAfterSeconds: number | undefined): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
}
