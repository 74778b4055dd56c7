// OpenInference's instrumentation of OpenAI's client, with a user, a session, tags and metadata around it.
import { setMetadata, setSession, setTags, setUser } from "@arizeai/openinference-core";
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { context } from "@opentelemetry/api";
import OpenAI from "openai";
import { makeOpenAiCalls } from "./openai-calls.ts";
import { programSettings, startTracing } from "./program-settings.ts";
import { CALLER } from "./scripted-calls.ts";

const settings = programSettings();
const provider = startTracing(settings);
const instrumentation = new OpenAIInstrumentation({ tracerProvider: provider });
// Its types are those of the newest client; it instruments this one as well.
const instrumented: object = OpenAI;
instrumentation.manuallyInstrument(instrumented as Parameters<typeof instrumentation.manuallyInstrument>[0]);
const client = new OpenAI({ apiKey: "none", baseURL: settings.openAiBaseUrl, maxRetries: 0 });
const caller = setTags(
  setMetadata(
    setUser(setSession(context.active(), { sessionId: CALLER.sessionId }), { userId: CALLER.userId }),
    { team: CALLER.team },
  ),
  ["rag"],
);
await context.with(caller, () => makeOpenAiCalls(client));
await provider.shutdown();
