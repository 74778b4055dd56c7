// OpenInference's instrumentation of LangChain: a chain around a call, a stream and a refusal.
import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import * as callbacks from "@langchain/core/callbacks/manager";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { ChatOpenAI } from "@langchain/openai";
import { programSettings, startTracing } from "./program-settings.ts";
import { CALLER, CHAT, MODELS, REFUSAL, type ScriptedCall, STREAM } from "./scripted-calls.ts";

const settings = programSettings();
const provider = startTracing(settings);
const instrumentation = new LangChainInstrumentation({ tracerProvider: provider });
instrumentation.manuallyInstrument(callbacks);

const model = ({ headers }: ScriptedCall) =>
  new ChatOpenAI({
    model: MODELS.chat,
    apiKey: "none",
    maxRetries: 0,
    configuration: { baseURL: settings.openAiBaseUrl, defaultHeaders: headers },
  });
const config = { metadata: { session_id: CALLER.sessionId, user_id: CALLER.userId, team: CALLER.team } };

const chain = ChatPromptTemplate.fromTemplate("{question}").pipe(model(CHAT)).pipe(new StringOutputParser());
await chain.invoke({ question: CHAT.question }, config);
for await (const piece of await model(STREAM).stream(STREAM.question, config)) void piece;
await model(REFUSAL)
  .invoke(REFUSAL.question, config)
  .catch(() => undefined);
await provider.shutdown();
