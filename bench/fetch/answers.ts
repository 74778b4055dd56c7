/** An answer of the provider, made once: a server that is quick leaves the client's cost to be seen. */
export interface PreparedAnswer {
  readonly path: string;
  readonly contentType: string;
  /** Sent one by one, each in a write of its own. */
  readonly blocks: readonly Buffer[];
}

/** Which answer a client wants: it says so in the request's model. */
export type AnswerName = "short-stream" | "long-stream" | "small-json" | "embeddings";

const HEAD = { id: "chatcmpl-bench", created: 1_763_942_400, model: "gpt-4o-2024-08-06" };
const USAGE = { prompt_tokens: 30, completion_tokens: 20, total_tokens: 50 };
const CHAT_PATH = "/v1/chat/completions";
const STREAM = "text/event-stream; charset=utf-8";

/** Chunks of a token each, as OpenAI sends them; some twenty to a write, as they arrive when a stream runs fast. */
const CHUNKS_PER_BLOCK = 20;
const SHORT_STREAM_CHUNKS = 20;
/** About 4 MB. */
const LONG_STREAM_CHUNKS = 20_000;
/** Two hundred vectors of 1,536 numbers: about 6 MB. */
const VECTORS = 200;
const DIMENSIONS = 1_536;

/** All answers by name. */
export const ANSWERS: Readonly<Record<AnswerName, PreparedAnswer>> = {
  "short-stream": { path: CHAT_PATH, contentType: STREAM, blocks: streamBlocks(SHORT_STREAM_CHUNKS) },
  "long-stream": { path: CHAT_PATH, contentType: STREAM, blocks: streamBlocks(LONG_STREAM_CHUNKS) },
  "small-json": { path: CHAT_PATH, contentType: "application/json", blocks: [smallJson()] },
  embeddings: { path: "/v1/embeddings", contentType: "application/json", blocks: [embeddings()] },
};

function streamBlocks(chunks: number): Buffer[] {
  const head = { ...HEAD, object: "chat.completion.chunk" };
  const choice = { index: 0, delta: { content: " word" }, logprobs: null, finish_reason: null };
  const chunk = `data: ${JSON.stringify({ ...head, choices: [choice], usage: null })}\n\n`;
  const last = `data: ${JSON.stringify({ ...head, choices: [], usage: USAGE })}\n\ndata: [DONE]\n\n`;
  const block = Buffer.from(chunk.repeat(CHUNKS_PER_BLOCK));
  return [...Array.from({ length: chunks / CHUNKS_PER_BLOCK }, () => block), Buffer.from(last)];
}

function smallJson(): Buffer {
  const message = { role: "assistant", content: "Measuring one particle tells you about the other." };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
  return Buffer.from(JSON.stringify({ ...HEAD, object: "chat.completion", choices, usage: USAGE }));
}

function embeddings(): Buffer {
  const embedding = Array.from({ length: DIMENSIONS }, (_, index) => Math.sin(index + 1) / 40);
  const data = Array.from({ length: VECTORS }, (_, index) => ({ object: "embedding", index, embedding }));
  const usage = { prompt_tokens: 2_000, total_tokens: 2_000 };
  return Buffer.from(JSON.stringify({ object: "list", data, model: "text-embedding-3-small", usage }));
}
