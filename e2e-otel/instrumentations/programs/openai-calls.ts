import type OpenAI from "openai";
import {
  CHAT,
  EMBEDDING,
  MODELS,
  REFUSAL,
  type ScriptedCall,
  STREAM,
  TOOL_CALL,
  WEATHER_TOOL,
} from "./scripted-calls.ts";

/** The calls of every recording, by OpenAI's client: a chat, a tool call, a stream, embeddings and a refusal. */
export async function makeOpenAiCalls(client: OpenAI): Promise<void> {
  await client.chat.completions.create(chat(CHAT), CHAT);
  await client.chat.completions.create({ ...chat(TOOL_CALL), tools: [WEATHER_TOOL] }, TOOL_CALL);
  const stream = await client.chat.completions.create(
    { ...chat(STREAM), stream: true, stream_options: { include_usage: true } },
    STREAM,
  );
  for await (const piece of stream) void piece;
  await client.embeddings.create({ model: MODELS.embedding, input: EMBEDDING.question }, EMBEDDING);
  await client.chat.completions.create(chat(REFUSAL), REFUSAL).catch(() => undefined);
}

function chat({ question }: ScriptedCall) {
  return { model: MODELS.chat, messages: [{ role: "user" as const, content: question }] };
}
