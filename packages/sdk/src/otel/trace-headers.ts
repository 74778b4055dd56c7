import { channel } from "node:diagnostics_channel";
import { type Context, propagation } from "@opentelemetry/api";
import type { PropagationChoice } from "./emission-choice.ts";

/** Node's fetch announces its requests here; instrumentations of it add the headers of their own span. */
const FETCH_REQUESTS = channel("undici:request:create");

/**
 * Headers with a span's place in its trace, in the format that the host has chosen. Never the baggage: that is the
 * host's own data, and the receiver is a third party.
 */
export function traceHeaders(context: Context, propagate: PropagationChoice): Record<string, string> {
  if (propagate === "never") return {};
  if (propagate === "auto" && FETCH_REQUESTS.hasSubscribers) return {};
  const headers: Record<string, string> = {};
  propagation.inject(context, headers, {
    set: (carrier, name, value) => {
      const lower = name.toLowerCase();
      if (lower !== "baggage") carrier[lower] = value;
    },
  });
  return headers;
}
