import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type StatusObject,
  setLogVerbosity,
} from "@grpc/grpc-js";
import { failureOf } from "../http/request-failure.ts";
import { type Authenticate, credentialsOf } from "../ingest/authenticate.ts";
import { DEFAULT_DECODE_LIMITS } from "../ingest/otlp/decode-limits.ts";
import { partialSuccessOf, protobufExportResponse } from "../ingest/otlp/export-response.ts";
import { type OtlpSignal, otlpSignals } from "../ingest/otlp/otlp-signals.ts";
import type { DecodeLimits } from "../ingest/otlp/otlp-span.ts";
import { protobufStatus, rpcCodeOf } from "../ingest/otlp/rpc-status.ts";
import type { OtlpIngest } from "../ingest/otlp-ingest.ts";
import { admittedProject } from "../ingest/refused-sender-error.ts";
import { TakenPortError } from "../serve/taken-port-error.ts";

/** How much one message may hold. */
export interface OtlpGrpcLimits {
  /** Bytes of a message, before and after it is decompressed. */
  readonly maxMessageBytes: number;
  readonly decode: DecodeLimits;
}

/** Wide enough for the batches of every known exporter; gRPC's own default of 4 MB is not. */
const DEFAULT_GRPC_LIMITS: OtlpGrpcLimits = {
  maxMessageBytes: 32 * 1024 * 1024,
  decode: DEFAULT_DECODE_LIMITS,
};

/** What an OTLP server over gRPC is made of. */
export interface OtlpGrpcParts {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly ingest: OtlpIngest;
  readonly authenticate: Authenticate;
  /** Default: wide enough for the batches of every known exporter. */
  readonly limits?: OtlpGrpcLimits;
}

/** An OTLP server over gRPC that is up. */
export interface OtlpGrpcServer {
  /** Such as `http://127.0.0.1:4317`, as exporters take it. */
  readonly url: string;
  /** Takes nothing new, and resolves when every call under way is answered, or cut off since `deadline` aborted. */
  close(deadline?: AbortSignal): Promise<void>;
}

/**
 * Takes OTLP over gRPC, in plain text: the services of traces, logs and metrics.
 * @throws TakenPortError (as a rejection) when something else listens there already.
 */
export async function startOtlpGrpc(parts: OtlpGrpcParts): Promise<OtlpGrpcServer> {
  const { host, port, ingest, authenticate, limits = DEFAULT_GRPC_LIMITS } = parts;
  // The library would write to stderr what it throws as well.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({ "grpc.max_receive_message_length": limits.maxMessageBytes });
  for (const signal of otlpSignals(ingest, limits.decode)) {
    server.addService(definitionOf(signal), { export: exportCall(signal, authenticate) });
  }
  const address = host.includes(":") ? `[${host}]` : host;
  const bound = await bind(server, `${address}:${port}`).catch((error: unknown) => {
    server.forceShutdown();
    throw isTaken(error) ? new TakenPortError(host, port, "--grpc-port") : error;
  });
  return { url: `http://${address}:${bound}`, close: (deadline) => close(server, deadline) };
}

type RawService = { readonly export: handleUnaryCall<Buffer, Buffer> };

/** The messages stay bytes, so that they are read by the same readers, with the same limits, as over HTTP. */
function definitionOf({ service }: OtlpSignal): ServiceDefinition<RawService> {
  const asItIs = (bytes: Buffer) => bytes;
  return {
    export: {
      path: `/${service}/Export`,
      originalName: "export",
      requestStream: false,
      responseStream: false,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    },
  };
}

function exportCall(signal: OtlpSignal, authenticate: Authenticate): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const take = async () => {
      const project = await admittedProject(authenticate, credentialsOf(headersOf(call.metadata)));
      return signal.take(call.request, { isJson: false, project });
    };
    take().then(
      (receipt) => callback(null, protobufExportResponse(partialSuccessOf(receipt))),
      (error: unknown) => callback(statusOf(error)),
    );
  };
}

function headersOf(metadata: Metadata): (name: string) => string | undefined {
  return (name) => metadata.get(name)[0]?.toString();
}

/** Clients that read no details see the code; `RetryInfo` in them says when sending again helps. */
function statusOf(error: unknown): Partial<StatusObject> {
  const failure = failureOf(error);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", protobufStatus(failure));
  return { code: rpcCodeOf(failure.status), details: failure.message, metadata };
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

/** The library keeps the system's code in the text only. */
function isTaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes("EADDRINUSE");
}

function close(server: Server, deadline?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cut = () => server.forceShutdown();
    server.tryShutdown(() => {
      deadline?.removeEventListener("abort", cut);
      resolve();
    });
    if (deadline?.aborted === true) cut();
    else deadline?.addEventListener("abort", cut, { once: true });
  });
}
