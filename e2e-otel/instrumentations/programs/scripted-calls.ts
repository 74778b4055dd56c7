/** What the stub is told to answer, by a header of the request, and what for. */
export interface ScriptedCall {
  readonly question: string;
  readonly headers: Readonly<Record<string, string>>;
}

function scripted(question: string, reply: object): ScriptedCall {
  return { question, headers: { "x-stub-reply": JSON.stringify(reply) } };
}

/** 100 tokens in, 40 of them cached; 20 out, 5 of them reasoning. */
export const CHAT = scripted("Say hello", {
  text: "Hello there",
  usage: { inputTokens: 100, outputTokens: 20, cacheReadTokens: 40, reasoningTokens: 5 },
});

/** 11 tokens in, 5 out: the model asks for a tool. */
export const TOOL_CALL = scripted("What is the weather?", {
  toolCalls: [{ name: "weather", arguments: { city: "Bern" } }],
  usage: { inputTokens: 11, outputTokens: 5 },
});

/** 50 tokens in, 4 out, piece by piece. */
export const STREAM = scripted("Count to three", {
  tokens: ["one ", "two ", "three"],
  firstTokenMs: 10,
  interTokenMs: 5,
  usage: { inputTokens: 50, outputTokens: 4 },
});

/** 2 tokens in. */
export const EMBEDDING = scripted("some words", { usage: { inputTokens: 2 } });

/** The provider refuses with 429. */
export const REFUSAL = scripted("Too much", { failure: "rate_limit" });

/** The models that are asked for. */
export const MODELS = { chat: "gpt-4o", embedding: "text-embedding-3-small" };

/** For whom the calls are made, where an instrumentation lets that be told. */
export const CALLER = { userId: "user_7", sessionId: "s-1", team: "search" };

/** The tool that is offered, in the form of OpenAI's requests. */
export const WEATHER_TOOL = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
} as const;
