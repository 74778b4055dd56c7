import { property } from "@breakwater/core/usage/untyped";
import type { JsonObject, WireTarget } from "../dialect.ts";
import { mayAskForUsage } from "../provider-hosts.ts";

/** The body of a streamed request of OpenAI's asking for usage; undefined when it asks already, or the host might refuse. */
export function askingForUsage(body: JsonObject, { url }: WireTarget): JsonObject | undefined {
  const options = body["stream_options"];
  if (body["stream"] !== true || property(options, "include_usage") === true) return undefined;
  // Azure refuses it beside its own data sources.
  if (body["data_sources"] !== undefined || !mayAskForUsage(url)) return undefined;
  return { ...body, stream_options: { ...(options as object | null | undefined), include_usage: true } };
}
