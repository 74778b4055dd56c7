import type { Authenticate } from "../ingest/authenticate.ts";
import type { AccessControl } from "./access-control.ts";

/**
 * Admits senders. No page in a browser can speak gRPC to another machine's port, so over gRPC the name by which an
 * open server was called does not matter.
 */
export function authenticateSender(control: AccessControl, protocol: "http" | "grpc"): Authenticate {
  return ({ apiKey, headerOf = () => undefined, address }) => {
    const admission = control.admit(
      {
        header: (name) => {
          if (name === "x-api-key" && apiKey !== undefined) return apiKey;
          return headerOf(name) ?? (name === "host" && protocol === "grpc" ? "localhost" : undefined);
        },
        isSafe: false,
        project: headerOf("x-breakwater-project"),
        address,
      },
      "ingest",
    );
    if (admission.isAdmitted) return admission;
    const { status, message, retryAfterMs } = admission;
    if (retryAfterMs !== undefined) return { isAdmitted: false, reason: "throttled", message, retryAfterMs };
    return { isAdmitted: false, reason: status === 401 ? "unauthenticated" : "forbidden", message };
  };
}
