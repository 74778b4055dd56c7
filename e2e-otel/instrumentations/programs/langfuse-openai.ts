// Langfuse's wrapper of OpenAI's client, exported over plain OTLP: its own span processor needs the SDK 2 of OpenTelemetry.
import { observeOpenAI } from "@langfuse/openai";
import { propagateAttributes, startActiveObservation } from "@langfuse/tracing";
import OpenAI from "openai";
import { makeOpenAiCalls } from "./openai-calls.ts";
import { programSettings, startTracing } from "./program-settings.ts";
import { CALLER } from "./scripted-calls.ts";

const settings = programSettings();
const provider = startTracing(settings);
const client = observeOpenAI(new OpenAI({ apiKey: "none", baseURL: settings.openAiBaseUrl, maxRetries: 0 }));
await propagateAttributes(
  { userId: CALLER.userId, sessionId: CALLER.sessionId, metadata: { team: CALLER.team }, tags: ["rag"] },
  () => startActiveObservation("work", () => makeOpenAiCalls(client)),
);
await provider.shutdown();
