// An application of the AI SDK: an answer, and a stream.
import { openai } from "@ai-sdk/openai";
import { generateText, streamText } from "ai";

const settings = { model: openai.chat("gpt-4o"), maxOutputTokens: 100, maxRetries: 0 };
console.log((await generateText({ ...settings, prompt: "asked" })).text);
console.log(await streamText({ ...settings, prompt: "streamed" }).text);
