import { decodeRecord } from "@breakwater/core/record/decode-record";
import { epochMsOf } from "@breakwater/core/record/record-time";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Clock } from "@breakwater/core/time/clock";
import { type EnrichParts, enrichSpan } from "../enrich/enrich-span.ts";
import { normalizeSpan } from "../normalize/normalize-span.ts";
import type { GroupCommitter } from "../storage/group-committer.ts";
import { isStorable } from "../storage/is-storable.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import { estimatedBytes } from "./body/estimated-bytes.ts";
import type { ReadyRequest } from "./body/take-request.ts";
import type { IngestObserver } from "./ingest-observer.ts";
import type { IngestReceipt } from "./ingest-receipt.ts";
import { readLines } from "./native/read-lines.ts";
import type { DecodedTraces } from "./otlp/otlp-span.ts";

/** How an {@link Ingest} judges what arrives. */
export interface IngestRules {
  /** Whether a span is past the age for which it would be kept: what the store goes by. */
  readonly isExpired?: (record: SpanRecord) => boolean;
  /** Tells spans from the future; without one they are taken. */
  readonly clock?: Clock;
  readonly observer?: IngestObserver;
}

/** How far ahead a sender's clock may be. Time zones that were taken for UTC stay below it. */
const MAX_AHEAD_MS = 86_400_000;

/** The straight way of a span: decoded, normalised, enriched, committed, acknowledged. */
export class Ingest {
  readonly #committer: GroupCommitter;
  readonly #enrich: EnrichParts;
  readonly #rules: IngestRules;

  constructor(committer: GroupCommitter, enrich: EnrichParts, rules: IngestRules = {}) {
    this.#committer = committer;
    this.#enrich = enrich;
    this.#rules = rules;
  }

  /** The spans of an OTLP request as they are to be stored. */
  readTraces({ spans, rejected }: DecodedTraces, project: string): ReadyRequest<IngestReceipt> {
    const incoming = spans.map((span): IncomingSpan => {
      const { record, dialect, reportedCost } = normalizeSpan(span);
      return {
        record: enrichSpan({ ...record, project }, this.#enrich, reportedCost),
        protocol: "otlp",
        dialect,
      };
    });
    return this.#ready(incoming, rejected);
  }

  /** Records, one JSON object a line, as they are to be stored. */
  readRecords(text: string, project: string): ReadyRequest<IngestReceipt> {
    const incoming: IncomingSpan[] = [];
    let malformed = 0;
    for (const line of readLines(text)) {
      const decoded = decodeRecord(line);
      if (!decoded.ok) {
        malformed += 1;
        continue;
      }
      const record = enrichSpan({ ...decoded.record, project }, this.#enrich);
      incoming.push({ record, protocol: "native", dialect: "breakwater" });
    }
    const { bytes, store } = this.#ready(incoming, malformed === 0 ? {} : { malformed });
    return {
      bytes,
      store: async () => {
        const receipt = await store();
        this.#rules.observer?.onReceipt("records", receipt);
        return receipt;
      },
    };
  }

  #ready(
    incoming: readonly IncomingSpan[],
    rejected: IngestReceipt["rejected"],
  ): ReadyRequest<IngestReceipt> {
    let bytes = 0;
    for (const { record } of incoming) bytes += estimatedBytes(record);
    return { bytes, store: () => this.#commit(incoming, rejected) };
  }

  /**
   * Resolves when the spans are stored. Spans that storage cannot hold would keep those that came with them from being stored, and are refused; those from
   * the future too, which would stay the newest for as long.
   */
  async #commit(
    arrived: readonly IncomingSpan[],
    rejected: IngestReceipt["rejected"],
  ): Promise<IngestReceipt> {
    const storable = arrived.filter(({ record }) => isStorable(record));
    const { clock, isExpired = () => false } = this.#rules;
    const latest = clock === undefined ? Number.POSITIVE_INFINITY : clock.now() + MAX_AHEAD_MS;
    const incoming = storable.filter(({ record }) => epochMsOf(record.startTime) <= latest);
    const impossible = arrived.length - storable.length;
    const future = storable.length - incoming.length;
    await this.#committer.add(incoming);
    const expired = incoming.filter(({ record }) => isExpired(record)).length;
    return {
      accepted: incoming.length,
      rejected: {
        ...rejected,
        ...(impossible > 0 && { impossible_time: impossible }),
        ...(future > 0 && { in_future: future }),
      },
      ...(expired > 0 && { expired }),
    };
  }
}
