// OpenTelemetry's own instrumentation of OpenAI's client. It watches `require`, so the client is loaded by it.
import { createRequire } from "node:module";
import { metrics } from "@opentelemetry/api";
import { OpenAIInstrumentation } from "@opentelemetry/instrumentation-openai";
import type { OpenAI } from "openai";
import { makeOpenAiCalls } from "./openai-calls.ts";
import { programSettings, startTracing } from "./program-settings.ts";

const settings = programSettings();
const provider = startTracing(settings);
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(provider);
// Without a meter of its own it breaks off streams that tell their usage.
instrumentation.setMeterProvider(metrics.getMeterProvider());
instrumentation.enable();
const client = createRequire(import.meta.url)("openai") as { readonly OpenAI: typeof OpenAI };
await makeOpenAiCalls(new client.OpenAI({ apiKey: "none", baseURL: settings.openAiBaseUrl, maxRetries: 0 }));
await provider.shutdown();
