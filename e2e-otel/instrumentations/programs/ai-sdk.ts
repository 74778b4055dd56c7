// The AI SDK 7 with its own OpenTelemetry integration, asked to tell for whom the calls are.
import { createOpenAI } from "@ai-sdk/openai";
import { OpenTelemetry } from "@ai-sdk/otel";
import { embed, generateText, registerTelemetry, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import { programSettings, startTracing } from "./program-settings.ts";
import { CALLER, CHAT, EMBEDDING, MODELS, REFUSAL, STREAM, TOOL_CALL } from "./scripted-calls.ts";

const settings = programSettings();
const provider = startTracing(settings);
registerTelemetry(
  new OpenTelemetry({
    runtimeContext: true,
    usage: true,
    providerMetadata: true,
    // The context itself is on the spans around the calls only.
    enrichSpan: ({ runtimeContext: { userId, sessionId } = {} }) =>
      typeof userId === "string" && typeof sessionId === "string"
        ? { "user.id": userId, "session.id": sessionId }
        : {},
  }),
);

const openai = createOpenAI({ apiKey: "none", baseURL: settings.openAiBaseUrl });
const common = {
  model: openai.chat(MODELS.chat),
  maxRetries: 0,
  runtimeContext: { ...CALLER },
  telemetry: {
    functionId: "greet",
    includeRuntimeContext: { userId: true, sessionId: true, team: true },
  },
} as const;
await generateText({ ...common, prompt: CHAT.question, headers: CHAT.headers });
await generateText({
  ...common,
  prompt: TOOL_CALL.question,
  headers: TOOL_CALL.headers,
  // The stub asks for the tool each time: two calls of 11 and 5 tokens.
  stopWhen: stepCountIs(2),
  tools: {
    weather: tool({
      description: "The weather of a city",
      inputSchema: z.object({ city: z.string() }),
      execute: () => ({ sky: "blue" }),
    }),
  },
});
const { textStream } = streamText({ ...common, prompt: STREAM.question, headers: STREAM.headers });
for await (const piece of textStream) void piece;
await embed({
  model: openai.embedding(MODELS.embedding),
  value: EMBEDDING.question,
  headers: EMBEDDING.headers,
});
await generateText({ ...common, prompt: REFUSAL.question, headers: REFUSAL.headers }).catch(() => undefined);
await provider.shutdown();
