/**
 * An application that makes many calls at once and says on its output which have ended:
 * `node calling-app.ts '{"logFile":...}'`. It closes its monitor and ends by itself, or is killed.
 */
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor } from "breakwater";
import type { CallingAppSettings } from "./calling-app-settings.ts";

const settings = JSON.parse(process.argv[2] ?? "{}") as CallingAppSettings;
const monitor = createMonitor(settings.monitor);

/** Each user has a model of its own, whose header makes the stub answer with usage and delay of that user's. */
const models = settings.users.map(
  ({ usage, delayMs }) =>
    new ChatOpenAI({
      model: "gpt-4o",
      apiKey: "sk-stub",
      maxRetries: 0,
      maxTokens: 400,
      configuration: {
        baseURL: settings.openAiBaseUrl,
        defaultHeaders: { "x-stub-reply": JSON.stringify({ text: "Done.", usage, delayMs }) },
      },
    }),
);

async function call(index: number): Promise<void> {
  const callId = `${settings.name}-${index}`;
  const user = index % models.length;
  const context = { userId: settings.users[user]?.userId ?? "nobody", metadata: { callId } };
  await models[user]?.invoke(`Call ${callId}, please.`, monitor.runnableConfig(context));
  process.stdout.write(`${callId}\n`);
}

await Promise.all(Array.from({ length: settings.calls }, (_, index) => call(index)));
await monitor.close();
