/** Where the parts of a server are reached. */
export interface ServerAddresses {
  /** OTLP over HTTP, and our own records. */
  readonly otlpUrl: string;
  /** OTLP over gRPC. */
  readonly grpcUrl: string;
  /** The API, the dashboard, and our own records. */
  readonly uiUrl: string;
}

/** The page at `/` of a server without its dashboard: where to send data, and where the API is described. Addresses are the server's own: safe as HTML. */
export function welcomePage({ otlpUrl, grpcUrl, uiUrl }: ServerAddresses): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Breakwater</title></head>
<body>
<h1>Breakwater is running</h1>
<p>Its dashboard is not built: run <code>npm run build</code> and start the server again.</p>
<p>Let Breakwater's SDK send to it, in JavaScript and TypeScript:</p>
<pre>createMonitor({ server: { url: "${uiUrl}" } })</pre>
<p>Or point any OpenTelemetry exporter at it, over HTTP or gRPC:</p>
<pre>OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}
OTEL_EXPORTER_OTLP_ENDPOINT=${grpcUrl} OTEL_EXPORTER_OTLP_PROTOCOL=grpc</pre>
<p>Or load journals from before:</p>
<pre>breakwater import --url ${uiUrl} production*.jsonl</pre>
<p>Ask it: <a href="/api/v1/openapi.json">the API's description</a>, <a href="/api/v1/totals">totals of the last 24 hours</a>,
<a href="/readyz">readiness</a>, <a href="/metrics">metrics</a>.</p>
</body>
</html>
`;
}
