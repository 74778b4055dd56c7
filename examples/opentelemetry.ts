// Model calls as spans of the application's own trace, printed instead of sent. Needs OPENAI_API_KEY. With the OpenTelemetry
// SDK for Node and an OTLP exporter, the set-up is theirs, and only the two lines about the monitor stay.
import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import {
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { createMonitor } from "breakwater";
import { openTelemetry } from "breakwater/otel";
import OpenAI from "openai";

/** In place of an OTLP exporter: one line for each span. */
class LineExporter implements SpanExporter {
  export(spans: ReadableSpan[], done: (result: { code: number }) => void): void {
    for (const { name, attributes, parentSpanContext } of spans) {
      const where = parentSpanContext ? "inside another" : "the outermost";
      const cost = attributes["breakwater.cost.usd"];
      console.log(`span "${name}", ${where}${cost === undefined ? "" : `, cost $${cost}`}`);
    }
    done({ code: 0 });
  }

  async shutdown(): Promise<void> {}
}

/** Carries the active span along async calls. */
function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, act, ...[self, ...given]) => storage.run(active, () => act.apply(self, given)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

context.setGlobalContextManager(createContextManager());
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: new LineExporter() })] }),
);

const monitor = createMonitor({ logFile: "production.jsonl", openTelemetry: openTelemetry() });
const client = new OpenAI({ fetch: monitor.fetch });

await trace.getTracer("shop").startActiveSpan("POST /ask", async (span) => {
  const { choices } = await client.chat.completions.create({
    model: "gpt-4o-mini",
    max_tokens: 300,
    messages: [{ role: "user", content: "Where is my order?" }],
  });
  console.log(choices[0]?.message.content);
  span.end();
});
await monitor.close();
