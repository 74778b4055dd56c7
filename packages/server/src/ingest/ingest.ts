import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type EnrichParts, enrichSpan } from "../enrich/enrich-span.ts";
import { normalizeSpan } from "../normalize/normalize-span.ts";
import type { GroupCommitter } from "../storage/group-committer.ts";
import { isStorable } from "../storage/is-storable.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import { readLines } from "./native/read-lines.ts";
import type { DecodedTraces } from "./otlp/otlp-span.ts";

/** What a sender is told of a request that was taken. */
export interface IngestReceipt {
  readonly accepted: number;
  /** By reason; empty when all were taken. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Of those accepted, how many came past their age and are not kept. Absent when none did. */
  readonly expired?: number;
}

/** The straight way of a span: decoded, normalised, enriched, committed, acknowledged. */
export class Ingest {
  readonly #committer: GroupCommitter;
  readonly #enrich: EnrichParts;
  readonly #isExpired: (record: SpanRecord) => boolean;

  /** @param isExpired Whether a span is past the age for which it would be kept: what the store goes by. */
  constructor(
    committer: GroupCommitter,
    enrich: EnrichParts,
    isExpired: (record: SpanRecord) => boolean = () => false,
  ) {
    this.#committer = committer;
    this.#enrich = enrich;
    this.#isExpired = isExpired;
  }

  /** Takes the spans of an OTLP request. Resolves when they are stored. @throws BusyError */
  async takeTraces({ spans, rejected }: DecodedTraces, project: string): Promise<IngestReceipt> {
    const incoming = spans.map((span): IncomingSpan => {
      const { record, dialect, reportedCost } = normalizeSpan(span);
      return {
        record: enrichSpan({ ...record, project }, this.#enrich, reportedCost),
        protocol: "otlp",
        dialect,
      };
    });
    return this.#commit(incoming, rejected);
  }

  /** Takes records, one JSON object a line. Resolves when they are stored. @throws BusyError */
  async takeRecords(text: string, project: string): Promise<IngestReceipt> {
    const records: SpanRecord[] = [];
    let malformed = 0;
    for (const line of readLines(text)) {
      const decoded = decodeRecord(line);
      if (decoded.ok) records.push(decoded.record);
      else malformed += 1;
    }
    const incoming = records.map(
      (record): IncomingSpan => ({
        record: enrichSpan({ ...record, project }, this.#enrich),
        protocol: "native",
        dialect: "breakwater",
      }),
    );
    return this.#commit(incoming, malformed === 0 ? {} : { malformed });
  }

  /** Spans that storage cannot hold would keep those that came with them from being stored, and are refused. */
  async #commit(
    arrived: readonly IncomingSpan[],
    rejected: IngestReceipt["rejected"],
  ): Promise<IngestReceipt> {
    const incoming = arrived.filter(({ record }) => isStorable(record));
    const impossibleTime = arrived.length - incoming.length;
    await this.#committer.add(incoming);
    const expired = incoming.filter(({ record }) => this.#isExpired(record)).length;
    return {
      accepted: incoming.length,
      rejected: { ...rejected, ...(impossibleTime > 0 && { impossibleTime }) },
      ...(expired > 0 && { expired }),
    };
  }
}
