import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** Where a program calls and reports to: its one argument, as JSON. */
export interface ProgramSettings {
  /** `baseURL` of OpenAI's clients. */
  readonly openAiBaseUrl: string;
  /** Base of `/v1/traces`. */
  readonly otlpUrl: string;
  /** Address of the server itself, for programs that send records. */
  readonly serverUrl?: string;
  /** Project that the spans are sent to. */
  readonly project: string;
}

/** The settings that this program was started with. */
export function programSettings(): ProgramSettings {
  return JSON.parse(process.argv[2] ?? "{}") as ProgramSettings;
}

/** OpenTelemetry's SDK as an application sets it up: batches of spans over OTLP. */
export function startTracing({ otlpUrl, project }: ProgramSettings): TracerProvider {
  const exporter = new OTLPTraceExporter({
    url: `${otlpUrl}/v1/traces`,
    headers: { "x-breakwater-project": project },
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "recorded" }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return provider;
}
