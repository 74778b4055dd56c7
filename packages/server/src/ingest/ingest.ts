import { decodeRecord } from "@breakwater/core/record/decode-record";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import { type EnrichParts, enrichSpan } from "../enrich/enrich-span.ts";
import { normalizeSpan } from "../normalize/normalize-span.ts";
import type { GroupCommitter } from "../storage/group-committer.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import { readLines } from "./native/read-lines.ts";
import type { DecodedTraces } from "./otlp/otlp-span.ts";

/** What a sender is told of a request that was taken. */
export interface IngestReceipt {
  readonly accepted: number;
  /** By reason; empty when all were taken. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** The straight way of a span: decoded, normalised, enriched, committed, acknowledged. */
export class Ingest {
  readonly #committer: GroupCommitter;
  readonly #enrich: EnrichParts;

  constructor(committer: GroupCommitter, enrich: EnrichParts) {
    this.#committer = committer;
    this.#enrich = enrich;
  }

  /** Takes the spans of an OTLP request. Resolves when they are stored. @throws BusyError */
  async takeTraces({ spans, rejected }: DecodedTraces, project: string): Promise<IngestReceipt> {
    await this.#committer.add(
      spans.map((span): IncomingSpan => {
        const { record, dialect, reportedCostUsd } = normalizeSpan(span);
        return {
          record: enrichSpan({ ...record, project }, this.#enrich, reportedCostUsd),
          protocol: "otlp",
          dialect,
        };
      }),
    );
    return { accepted: spans.length, rejected };
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
    await this.#committer.add(
      records.map(
        (record): IncomingSpan => ({
          record: enrichSpan({ ...record, project }, this.#enrich),
          protocol: "native",
          dialect: "breakwater",
        }),
      ),
    );
    return { accepted: records.length, rejected: malformed === 0 ? {} : { malformed } };
  }
}
