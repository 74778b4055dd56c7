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

/** What to paste into which kind of application. */
export function examplesFor({ uiUrl, otlpUrl }: Doors, now: Date): readonly Example[] {
  return [
    {
      name: "sdk",
      code: `import { createMonitor } from "breakwater";
import OpenAI from "openai";

const monitor = createMonitor({ server: { url: "${uiUrl}" } });
const openai = new OpenAI({ fetch: monitor.fetch });`,
    },
    {
      name: "otlp",
      code: `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl}
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
OTEL_SERVICE_NAME=my-app`,
    },
    {
      name: "python",
      code: `# pip install traceloop-sdk openai
from traceloop.sdk import Traceloop
from openai import OpenAI

Traceloop.init(app_name="my-app", api_endpoint="${otlpUrl}", disable_batch=True)
OpenAI().chat.completions.create(
    model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}]
)`,
    },
    { name: "curl", code: curlExample(otlpUrl, now) },
  ];
}

function curlExample(otlpUrl: string, now: Date): string {
  const end = BigInt(now.getTime()) * 1_000_000n;
  const start = end - 850_000_000n;
  const attributes = [
    '{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}',
    '{"key":"gen_ai.provider.name","value":{"stringValue":"openai"}}',
    '{"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o-mini"}}',
    '{"key":"gen_ai.usage.input_tokens","value":{"intValue":"1200"}}',
    '{"key":"gen_ai.usage.output_tokens","value":{"intValue":"300"}}',
  ];
  return `curl ${otlpUrl}/v1/traces -H 'content-type: application/json' -d '
{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hello"}}]},
"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
"name":"chat gpt-4o-mini","kind":3,"startTimeUnixNano":"${start}","endTimeUnixNano":"${end}",
"attributes":[${attributes.join(",\n")}]}]}]}]}'`;
}
