/** What is asked of the server: a trace with its payloads, or the payload of one of its spans. */
export interface CurlTarget {
  /** Where the server is, such as `http://127.0.0.1:7077`. */
  readonly origin: string;
  readonly traceId: string;
  readonly spanId?: string;
  readonly project: string | undefined;
  /** ISO 8601. */
  readonly at: string | undefined;
}

/** The command by which a terminal asks the same; the key stays out of it. */
export function curlCommand({ origin, traceId, spanId, project, at }: CurlTarget): string {
  const parameters = new URLSearchParams();
  if (spanId === undefined) parameters.set("payloads", "true");
  if (project !== undefined) parameters.set("project", project);
  if (at !== undefined) parameters.set("at", at);
  const path = spanId === undefined ? traceId : `${traceId}/spans/${spanId}/payload`;
  const question = parameters.size === 0 ? "" : `?${parameters}`;
  return `curl -s -H "x-api-key: $BREAKWATER_KEY" '${origin}/api/v1/traces/${path}${question}'`;
}
