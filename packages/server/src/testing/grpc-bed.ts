import { createPriceBook } from "@breakwater/core/pricing/price-book";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { type AnsweredCall, type OtlpGrpcParts, startOtlpGrpc } from "../grpc/otlp-grpc-server.ts";
import { Arrivals } from "../ingest/arrivals.ts";
import type { Authenticate } from "../ingest/authenticate.ts";
import { IngestMemory } from "../ingest/body/ingest-memory.ts";
import { Ingest } from "../ingest/ingest.ts";
import { lengthField } from "../ingest/otlp/export-response.ts";
import { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { GroupCommitter } from "../storage/group-committer.ts";
import type { IncomingSpan } from "../storage/span-store.ts";

/** The method that takes spans. */
export const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/** The largest message that a {@link GrpcBed} takes, in bytes. */
export const MAX_MESSAGE_BYTES = 10_000;

/** What became of a call. */
export interface GrpcAnswer {
  readonly code: number;
  readonly body?: Buffer;
  readonly error?: ServiceError;
}

/** A server over gRPC before a store that can be made to wait or to fail, with a client of its own. */
export class GrpcBed {
  readonly committed: IncomingSpan[] = [];
  readonly arrivals = new Arrivals(createFakeClock());
  readonly memory = new IngestMemory(() => this.maxMemoryBytes);
  readonly answered: [method: string, status: number][] = [];
  /** What was told the log, as JSON. */
  readonly logged: string[] = [];
  readonly parts: OtlpGrpcParts;
  maxMemoryBytes = 50_000;
  /** Commits wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Called at each commit; may throw. */
  onCommit: () => void = () => {};
  #url = "";
  #client: Client | undefined;
  #closeServer: (deadline?: AbortSignal) => Promise<void> = async () => {};

  private constructor(more: Partial<OtlpGrpcParts>) {
    const store = {
      commit: async (spans: readonly IncomingSpan[]) => {
        await this.gate;
        this.onCommit();
        this.committed.push(...spans);
        return { stored: spans.length, duplicates: 0 };
      },
    };
    const committer = new GroupCommitter(
      store,
      { maxSpansPerCommit: 10, maxWaitingSpans: 2 },
      createFakeClock(),
    );
    const spans = new Ingest(committer, { prices: createPriceBook(), maxPayloadLength: 100 });
    const logs = { take: async () => new Set<never>() };
    this.parts = {
      host: "127.0.0.1",
      port: 0,
      ingest: new OtlpIngest({ spans, logs, arrivals: this.arrivals }),
      authenticate,
      bodyLimits: { maxBytes: MAX_MESSAGE_BYTES, maxDecompressedBytes: 20_000, memory: this.memory },
      log: { error: (...told: unknown[]) => this.logged.push(JSON.stringify(told)) },
      observe: () => (call: AnsweredCall) => this.answered.push([call.method, call.status]),
      ...more,
    };
  }

  /** @param more Parts that are other than usual. */
  static async open(more: Partial<OtlpGrpcParts> = {}): Promise<GrpcBed> {
    const bed = new GrpcBed(more);
    const { url, close } = await startOtlpGrpc(bed.parts);
    bed.#url = url;
    bed.#closeServer = close;
    bed.connect();
    return bed;
  }

  get url(): string {
    return this.#url;
  }

  /** Begins a connection anew. */
  connect(options: Readonly<Record<string, number>> = {}): void {
    this.#client?.close();
    this.#client = new Client(new URL(this.url).host, credentials.createInsecure(), options);
  }

  /** Makes a call, with the key of the shop unless other headers are given. */
  send(
    path: string,
    body: Buffer,
    headers: Readonly<Record<string, string>> = { "x-api-key": KEY_OF_SHOP },
  ): Promise<GrpcAnswer> {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    return new Promise((resolve) =>
      this.#client?.makeUnaryRequest(
        path,
        (sent: Buffer) => sent,
        (got) => got,
        body,
        metadata,
        (error, answer) =>
          resolve(
            error === null
              ? { code: status.OK, ...(answer !== undefined && { body: answer }) }
              : { code: error.code, error },
          ),
      ),
    );
  }

  /** Stops the server, after the calls under way unless `deadline` is there already. */
  stop(deadline?: AbortSignal): Promise<void> {
    return this.#closeServer(deadline);
  }

  async close(): Promise<void> {
    this.#client?.close();
    await this.stop(AbortSignal.abort());
  }
}

/** The only key that may send. */
export const KEY_OF_SHOP = "key-of-shop";

/** Knows one key, for one project. */
const authenticate: Authenticate = ({ apiKey }) => {
  if (apiKey === KEY_OF_SHOP) return { isAdmitted: true, project: "shop" };
  if (apiKey === "guess")
    return { isAdmitted: false, reason: "throttled", message: "Wait.", retryAfterMs: 2_000 };
  if (apiKey === "reader")
    return { isAdmitted: false, reason: "forbidden", message: "This key may only read." };
  return { isAdmitted: false, reason: "unauthenticated", message: "Send an API key." };
};

/** A request with one span, whose ids are made of a byte; 0 makes none that is valid. */
export function spanRequest(id: number): Buffer {
  const span = Buffer.concat([
    lengthField(1, Buffer.alloc(16, id)),
    lengthField(2, Buffer.alloc(8, id)),
    lengthField(5, Buffer.from("chat")),
    Buffer.from([(7 << 3) | 1, 0, 0, 0, 0, 0, 0, 0, 0x18]),
  ]);
  return lengthField(1, lengthField(2, lengthField(2, span)));
}
