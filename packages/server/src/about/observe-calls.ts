import type { AnsweredCall } from "../grpc/otlp-grpc-server.ts";
import { GRPC_METHOD } from "./answered-request.ts";
import type { RequestObservers } from "./observe-requests.ts";
import { OWN_TRACES_HEADER } from "./own-names.ts";

/** Times every call over gRPC as requests over HTTP are timed; its status is the one that HTTP would have had. */
export function observeCalls({ metrics, log, clock, ownTraces }: RequestObservers) {
  return (): ((call: AnsweredCall) => void) => {
    const start = clock.now();
    return ({ method: route, status, headerOf }) => {
      const seconds = Math.max(0, clock.now() - start) / 1000;
      const answered = { route, method: GRPC_METHOD, status, seconds };
      metrics.noteRequest(answered);
      if (headerOf(OWN_TRACES_HEADER) === undefined) ownTraces?.onRequest(answered);
      log.debug({ method: GRPC_METHOD, route, status, ms: Math.round(seconds * 1000) }, "Request");
    };
  };
}
