/** Addresses that one can paste. */
export interface Doors {
  readonly uiUrl: string;
  readonly otlpUrl: string;
}

/** An example, by the name of its texts. */
export interface Example {
  readonly name: "sdk" | "otlp" | "python" | "curl";
  readonly code: string;
}

/**
 * Where to send, as the one who looks can reach it: by the host in the address bar, since the server may know itself
 * only as 0.0.0.0 or 127.0.0.1.
 */
export function doorsOf(
  { otlpUrl }: { readonly otlpUrl: string },
  { protocol, hostname, origin }: Pick<Location, "protocol" | "hostname" | "origin">,
): Doors {
  return { uiUrl: origin, otlpUrl: `${protocol}//${hostname}:${new URL(otlpUrl).port}` };
}

/** What a sender must say beside its spans. */
export interface Sender {
  /** The server takes nothing without a key. */
  readonly needsKey: boolean;
  /** Where the spans belong; absent where that is the usual project, or the key says it. */
  readonly project?: string | undefined;
}

/** What stands for a key in the examples. */
export const KEY_PLACE = "YOUR_KEY";

/** What a span of the example needs that no other has. */
export interface Fresh {
  readonly now: Date;
  /** 32 and 16 hex digits. */
  readonly traceId: string;
  readonly spanId: string;
}

/** A moment and ids that no span had before. */
export function freshNow(): Fresh {
  const hex = (bytes: number) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("");
  return { now: new Date(), traceId: hex(16), spanId: hex(8) };
}

/** What to paste into which kind of application. */
export function examplesFor(doors: Doors, sender: Sender, fresh: Fresh): readonly Example[] {
  return [
    { name: "sdk", code: sdkExample(doors, sender) },
    { name: "otlp", code: otlpExample(doors, sender) },
    { name: "python", code: pythonExample(doors, sender) },
    { name: "curl", code: curlExample(doors, sender, fresh) },
  ];
}

function headersOf({ needsKey, project }: Sender): readonly (readonly [name: string, value: string])[] {
  return [
    ...(needsKey ? [["x-api-key", KEY_PLACE] as const] : []),
    ...(project === undefined ? [] : [["x-breakwater-project", project] as const]),
  ];
}

function sdkExample({ uiUrl }: Doors, { needsKey, project }: Sender): string {
  const server = [`url: "${uiUrl}"`, ...(needsKey ? [`key: "${KEY_PLACE}"`] : [])].join(", ");
  const options = [
    'service: "my-app"',
    ...(project === undefined ? [] : [`project: ${JSON.stringify(project)}`]),
    `server: { ${server} }`,
  ];
  return `// npm install breakwater openai
import { createMonitor } from "breakwater";
import OpenAI from "openai";

const monitor = createMonitor({
  ${options.join(",\n  ")},
});
const openai = new OpenAI({ fetch: monitor.fetch });`;
}

function otlpExample({ otlpUrl }: Doors, sender: Sender): string {
  const headers = headersOf(sender).map(([name, value]) => `${name}=${encoded(value)}`);
  return [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}`,
    "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    ...(headers.length > 0 ? [`export OTEL_EXPORTER_OTLP_HEADERS=${headers.join(",")}`] : []),
    "export OTEL_SERVICE_NAME=my-app",
  ].join("\n");
}

function pythonExample({ otlpUrl }: Doors, sender: Sender): string {
  const headers = headersOf(sender).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  const given = headers.length === 0 ? "" : `\n    headers={${headers.join(", ")}},`;
  return `# pip install traceloop-sdk openai
from traceloop.sdk import Traceloop
from openai import OpenAI

Traceloop.init(
    app_name="my-app",
    api_endpoint="${otlpUrl}",${given}
    disable_batch=True,
)
OpenAI().chat.completions.create(
    model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]
)`;
}

function curlExample({ otlpUrl }: Doors, sender: Sender, { now, traceId, spanId }: Fresh): string {
  const end = BigInt(now.getTime()) * 1_000_000n;
  const start = end - 850_000_000n;
  const headers = [["content-type", "application/json"] as const, ...headersOf(sender)];
  const attributes = [
    '{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}',
    '{"key":"gen_ai.provider.name","value":{"stringValue":"openai"}}',
    '{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}}',
    '{"key":"gen_ai.usage.input_tokens","value":{"intValue":"1200"}}',
    '{"key":"gen_ai.usage.output_tokens","value":{"intValue":"300"}}',
  ];
  return `curl ${otlpUrl}/v1/traces ${headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`).join(" ")} -d '
{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hello"}}]},
"scopeSpans":[{"spans":[{"traceId":"${traceId}","spanId":"${spanId}",
"name":"chat gpt-4o-mini","kind":3,"startTimeUnixNano":"${start}","endTimeUnixNano":"${end}",
"attributes":[${attributes.join(",\n")}]}]}]}]}'`;
}

/** As OpenTelemetry reads headers from a variable, and a shell keeps them without quotes. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** A word of a shell, whatever it holds. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
