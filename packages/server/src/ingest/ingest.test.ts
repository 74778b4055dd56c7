import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { expect, it } from "vitest";
import { GroupCommitter } from "../storage/group-committer.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import { Ingest } from "./ingest.ts";

it("refuses spans of a time that storage cannot hold, and takes those that came with them", async () => {
  const stored: IncomingSpan[] = [];
  const store = {
    commit: async (spans: readonly IncomingSpan[]) => {
      stored.push(...spans);
      return { stored: spans.length, duplicates: 0 };
    },
  };
  const committer = new GroupCommitter(store, { maxSpansPerCommit: 100, maxWaitingSpans: 100 });
  const ingest = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 100 });
  const times = ["1970-01-01T00:00:00Z", "1899-12-31T23:59:59Z", "9999-12-31T23:59:59Z"];
  const good = ["1970-01-02T00:00:00Z", "2106-02-05T23:59:59Z", "2026-01-15T12:00:00Z"];
  const lines = [...times, ...good].map((startTime) => encodeRecord(sampleRecord({ startTime })));
  const receipt = await ingest.takeRecords(lines.join("\n"), "shop");
  expect(receipt).toEqual({ accepted: 3, rejected: { impossibleTime: 3 } });
  expect(stored.map(({ record }) => record.startTime)).toEqual(good);
});
