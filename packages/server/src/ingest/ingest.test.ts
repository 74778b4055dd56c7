import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import { sampleRecord } from "@breakwater/core/record/span-record.samples";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { expect, it } from "vitest";
import { GroupCommitter } from "../storage/group-committer.ts";
import type { IncomingSpan } from "../storage/span-store.ts";
import { Ingest } from "./ingest.ts";
import { NO_OBSERVER } from "./ingest-observer.ts";

it("refuses spans of a time that storage cannot hold, and takes those that came with them", async () => {
  const stored: IncomingSpan[] = [];
  const store = {
    commit: async (spans: readonly IncomingSpan[]) => {
      stored.push(...spans);
      return { stored: spans.length, duplicates: 0 };
    },
  };
  const committer = new GroupCommitter(
    store,
    { maxSpansPerCommit: 100, maxWaitingSpans: 100 },
    createFakeClock(),
  );
  const ingest = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 100 });
  const times = ["1970-01-01T00:00:00Z", "1899-12-31T23:59:59Z", "9999-12-31T23:59:59Z"];
  const good = ["1970-01-02T00:00:00Z", "2106-02-05T23:59:59Z", "2026-01-15T12:00:00Z"];
  const lines = [...times, ...good].map((startTime) => encodeRecord(sampleRecord({ startTime })));
  const receipt = await ingest.readRecords(lines.join("\n"), "shop").store();
  expect(receipt).toEqual({ accepted: 3, rejected: { impossible_time: 3 } });
  expect(stored.map(({ record }) => record.startTime)).toEqual(good);
});

it("refuses spans of more than a day ahead, and tells the sender and whoever watches", async () => {
  const clock = createFakeClock(Date.UTC(2026, 0, 15, 12));
  const store = { commit: async () => ({ stored: 1, duplicates: 0 }) };
  const committer = new GroupCommitter(
    store,
    { maxSpansPerCommit: 100, maxWaitingSpans: 100 },
    createFakeClock(),
  );
  const receipts: unknown[] = [];
  const observer = { ...NO_OBSERVER, onReceipt: (...told: unknown[]) => receipts.push(told) };
  const rules = { clock, observer: Object.assign(observer) };
  const ingest = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 100 }, rules);
  const times = ["2026-01-16T12:00:00Z", "2026-01-16T12:00:01Z", "2027-01-15T12:00:00Z"];
  const lines = times.map((startTime) => encodeRecord(sampleRecord({ startTime })));
  const receipt = await ingest.readRecords([...lines, "no record"].join("\n"), "shop").store();
  expect(receipt).toEqual({ accepted: 1, rejected: { malformed: 1, in_future: 2 } });
  expect(receipts).toEqual([["records", receipt]]);
});
