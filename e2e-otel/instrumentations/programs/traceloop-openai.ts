// OpenLLMetry's instrumentation of OpenAI's client.
import { OpenAIInstrumentation } from "@traceloop/instrumentation-openai";
import OpenAI from "openai";
import { makeOpenAiCalls } from "./openai-calls.ts";
import { programSettings, startTracing } from "./program-settings.ts";

const settings = programSettings();
const provider = startTracing(settings);
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.manuallyInstrument(OpenAI);
await makeOpenAiCalls(new OpenAI({ apiKey: "none", baseURL: settings.openAiBaseUrl, maxRetries: 0 }));
await provider.shutdown();
