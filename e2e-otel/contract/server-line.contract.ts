import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { encodeRecord } from "@breakwater/core/record/encode-record";
import type { SpanRecord, SpanStatus } from "@breakwater/core/record/span-record";
import { property } from "@breakwater/core/usage/untyped";
import { otlpRoutes } from "@breakwater/server/http/otlp-routes";
import { Arrivals } from "@breakwater/server/ingest/arrivals";
import { Ingest } from "@breakwater/server/ingest/ingest";
import { OtlpIngest } from "@breakwater/server/ingest/otlp-ingest";
import { listen } from "@breakwater/server/serve/listener";
import { GroupCommitter } from "@breakwater/server/storage/group-committer";
import type { IncomingSpan } from "@breakwater/server/storage/span-store";
import { openSending } from "@breakwater/server/testing/sending-rules";
import { type ServerProcess, startServerProcess } from "@breakwater/server/testing/server-process";
import { createRealClock } from "@breakwater/testkit/real-clock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExporterLine, SpanPlace, Transport } from "./exporter-line.ts";

const TRANSPORTS: readonly Transport[] = ["http/protobuf", "http/json", "grpc"];
const COMPRESSIONS = ["none", "gzip"] as const;

/** What must hold between the real exporters of an SDK and a server in a process of its own. */
export function describeServerLine<Batch>(name: string, line: ExporterLine<Batch>): void {
  let directory: string;
  let server: ServerProcess | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "breakwater-otel-"));
  });
  afterEach(async () => {
    await server?.end("SIGKILL");
    server = undefined;
    rmSync(directory, { recursive: true });
  });

  async function start(): Promise<ServerProcess> {
    server = await startServerProcess(directory);
    return server;
  }

  function openTo(to: ServerProcess, transport: Transport, compression: "none" | "gzip" = "none") {
    const url = transport === "grpc" ? to.grpcUrl : to.otlpUrl;
    return line.openTraces({ transport, url, compression });
  }

  describe(`a server and the exporters of ${name}`, () => {
    it("counts each span once, by every transport, however often it is sent", async () => {
      const running = await start();
      let sent = 0;
      for (const transport of TRANSPORTS) {
        for (const compression of COMPRESSIONS) {
          const exporter = openTo(running, transport, compression);
          const batch = line.makeChats(7);
          expect(await exporter.send(batch), `${transport} ${compression}`).toEqual({ isSent: true });
          expect(await exporter.send(batch)).toEqual({ isSent: true });
          await exporter.shutdown();
          sent += 7;
          expect(await totalsOf(running), `${transport} ${compression}`).toEqual(totalsOfChats(sent));
        }
      }
      const batch = line.makeChats(3);
      for (const transport of TRANSPORTS) {
        const exporter = openTo(running, transport);
        await exporter.send(batch);
        await exporter.shutdown();
      }
      expect(await totalsOf(running)).toEqual(totalsOfChats(sent + 3));
    });

    it.each(TRANSPORTS)(
      "keeps what it acknowledged over kill -9, and counts it once when sent again: %s",
      async (transport) => {
        const batch = line.makeChats(20);
        const first = await start();
        const before = openTo(first, transport);
        expect(await before.send(batch)).toEqual({ isSent: true });
        await first.end("SIGKILL");
        await before.shutdown();

        const second = await start();
        expect(await totalsOf(second)).toEqual(totalsOfChats(20));
        const after = openTo(second, transport);
        expect(await after.send(batch)).toEqual({ isSent: true });
        expect(await after.send(line.makeChats(1))).toEqual({ isSent: true });
        await after.shutdown();
        expect(await totalsOf(second)).toEqual(totalsOfChats(21));
      },
    );

    it("counts a span once that comes as our own record and over OTLP, running and finished", async () => {
      const running = await start();
      const batch = line.makeChats(1);
      await sendRecord(running, line.placeOf(batch), "running");
      expect(await totalsOf(running)).toEqual(totalsOfChats(0));
      const exporter = openTo(running, "http/protobuf");
      expect(await exporter.send(batch)).toEqual({ isSent: true });
      expect(await totalsOf(running)).toEqual(totalsOfChats(1));
      await sendRecord(running, line.placeOf(batch), "running");
      await sendRecord(running, line.placeOf(batch), "ok");
      await exporter.send(batch);
      await exporter.shutdown();
      expect(await totalsOf(running)).toEqual(totalsOfChats(1));
    });

    it("counts nothing twice when events of its spans follow", async () => {
      const running = await start();
      const batch = line.makeChats(1);
      const exporter = openTo(running, "http/protobuf");
      await exporter.send(batch);
      const event = { name: "gen_ai.user.message", body: { role: "user", content: "Where is 4711?" } };
      await line.sendEvent(batch, event, running.otlpUrl);
      await exporter.shutdown();
      expect(await totalsOf(running)).toEqual(totalsOfChats(1));
    });

    it.each(["http/protobuf", "http/json"] as const)(
      "turns an exporter away while too much waits, which comes again, and loses and doubles nothing: %s",
      async (transport) => {
        const { url, committed, open, close } = await startNarrowServer();
        const exporters = [1, 2, 3].map(() => line.openTraces({ transport, url, compression: "none" }));
        const sending = exporters.map((exporter) => exporter.send(line.makeChats(2)));
        await open();
        expect(await Promise.all(sending)).toEqual([{ isSent: true }, { isSent: true }, { isSent: true }]);
        expect(committed).toHaveLength(6);
        expect(new Set(committed.map(({ record }) => record.spanId)).size).toBe(6);
        for (const exporter of exporters) await exporter.shutdown();
        await close();
      },
    );
  });
}

/** A server with room for two batches that stores nothing until it has turned one away. */
async function startNarrowServer() {
  const committed: IncomingSpan[] = [];
  const gate = Promise.withResolvers<void>();
  const refused = Promise.withResolvers<void>();
  const store = {
    commit: async (spans: readonly IncomingSpan[]) => {
      await gate.promise;
      committed.push(...spans);
      return { stored: spans.length, duplicates: 0 };
    },
  };
  const committer = new GroupCommitter(
    store,
    { maxSpansPerCommit: 2, maxWaitingSpans: 4 },
    createRealClock(),
  );
  const ingest = new OtlpIngest({
    spans: new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 100 }),
    logs: { take: async () => new Set<never>() },
    arrivals: new Arrivals(createRealClock()),
  });
  const app = otlpRoutes(ingest, openSending());
  const watched = {
    fetch: async (request: Request) => {
      const response = await app.fetch(request);
      if (response.status === 503 && response.headers.get("retry-after") === "1") refused.resolve();
      return response;
    },
  };
  const listener = await listen(watched, { host: "127.0.0.1", port: 0, flag: "--otlp-port" });
  return {
    url: listener.url,
    committed,
    /** Waits until somebody was turned away, then stores what waits. */
    open: async () => {
      await refused.promise;
      gate.resolve();
    },
    close: () => listener.close(),
  };
}

/** Sends a chat as the SDK's shipper does. */
async function sendRecord({ otlpUrl }: ServerProcess, place: SpanPlace, status: SpanStatus): Promise<void> {
  const record: SpanRecord = {
    v: 1,
    ...place,
    kind: "llm",
    name: "chat",
    startTime: new Date().toISOString().replace("Z", "000Z"),
    status,
    ...(status === "ok" && {
      durationMs: 5,
      usage: { inputTokens: 11, outputTokens: 5 },
      usageSource: "reported",
    }),
  };
  const response = await fetch(`${otlpUrl}/v1/spans`, { method: "POST", body: encodeRecord(record) });
  expect(response.status).toBe(200);
}

const totalsOfChats = (calls: number) => ({ calls, inputTokens: 11 * calls, outputTokens: 5 * calls });

async function totalsOf({ uiUrl }: ServerProcess): Promise<object> {
  const totals: unknown = await (await fetch(`${uiUrl}/api/v1/totals`)).json();
  return {
    calls: property(totals, "calls"),
    inputTokens: property(totals, "inputTokens"),
    outputTokens: property(totals, "outputTokens"),
  };
}
