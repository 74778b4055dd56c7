import { createHash } from "node:crypto";
import type { MetadataValue, SpanError } from "@breakwater/core/record/span-record";
import { redactPersonalData } from "@breakwater/core/redact/personal-data";
import { REDACTED, redactSecrets } from "@breakwater/core/redact/secrets";
import type { RunContext } from "../calls/open-run.ts";
import type { RecordRedaction } from "../calls/record-of-run.ts";
import type { ChangeableOptions, RedactionSide } from "../options/monitor-options.ts";
import { withoutTornEnd } from "./torn-end.ts";

/** What stands in the place of a text that the application's own redaction failed on. */
const REDACTION_FAILED = "[redaction failed]";

/**
 * Takes out of every text that is about to be kept what must not be: keys and other secrets always, personal data as
 * configured, and what the application's own function finds.
 */
export class Redactor implements RecordRedaction {
  readonly #onInternalError: (error: unknown) => void;
  #options: NonNullable<ChangeableOptions["redaction"]>;

  constructor({ redaction = {} }: ChangeableOptions, onInternalError: (error: unknown) => void) {
    this.#options = redaction;
    this.#onInternalError = onInternalError;
  }

  /** For all texts from now on. */
  configure({ redaction = {} }: ChangeableOptions): void {
    this.#options = redaction;
  }

  /** The text without what must not be kept. Never throws. */
  text(text: string, side: RedactionSide): string {
    const { patterns, redact } = this.#options;
    const clean = redactPersonalData(redactSecrets(text), patterns);
    if (redact === undefined) return clean;
    let own: unknown;
    try {
      own = redact(clean, { side });
    } catch {
      // What was thrown may quote the text.
      return this.#failed("redaction.redact threw an error");
    }
    return typeof own === "string"
      ? own
      : this.#failed(`redaction.redact returned a ${typeof own}, not a text`);
  }

  /** An error as records keep it: providers quote prompts in their messages. */
  error(error: SpanError): SpanError {
    const message = this.text(withoutTornEnd(error.message), "error");
    return message === error.message ? error : { ...error, message };
  }

  /** Whom a call is for, as budgets and records know it. */
  context(context: RunContext): RunContext {
    const { userId, sessionId, queryType, tags, metadata } = context;
    return {
      ...context,
      ...(userId !== undefined && { userId: distinctIdentity(userId) }),
      ...(sessionId !== undefined && { sessionId: distinctIdentity(sessionId) }),
      ...(queryType !== undefined && { queryType: distinctIdentity(queryType) }),
      ...(tags !== undefined && { tags: tags.map((tag) => this.#kept(tag)) }),
      ...(metadata !== undefined && { metadata: this.#metadata(metadata) }),
    };
  }

  #metadata(metadata: Readonly<Record<string, MetadataValue>>): Record<string, MetadataValue> {
    const kept: Record<string, MetadataValue> = {};
    for (const name in metadata) {
      const value = metadata[name];
      if (value !== undefined)
        kept[redactSecrets(name)] = typeof value === "string" ? this.#kept(value) : value;
    }
    return kept;
  }

  #kept(value: string): string {
    return this.text(withoutTornEnd(value), "metadata");
  }

  #failed(reason: string): string {
    this.#onInternalError(new TypeError(`${reason}; the text was dropped`));
    return REDACTION_FAILED;
  }
}

/** An identity that holds a key is replaced by one that hides it and still tells it from others. */
function distinctIdentity(identity: string): string {
  if (redactSecrets(identity) === identity) return identity;
  return `${REDACTED}-${createHash("sha256").update(identity).digest("hex").slice(0, 12)}`;
}
