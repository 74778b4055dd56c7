// A concern of your own beside the built-in ones, and one of them switched off. Needs OPENAI_API_KEY.
import { ChatOpenAI } from "@langchain/openai";
import { createMonitor, type RecordObserver, type SpanRecord } from "breakwater";

/** Counts tokens by session. Keep such a map bounded in a program that runs for long. */
class TokensBySession implements RecordObserver {
  readonly tokens = new Map<string, number>();

  onRecord({ kind, sessionId, usage }: SpanRecord): void {
    if (kind !== "llm" || sessionId === undefined || usage === undefined) return;
    const sum = (this.tokens.get(sessionId) ?? 0) + usage.inputTokens + usage.outputTokens;
    this.tokens.set(sessionId, sum);
  }
}

const sessions = new TokensBySession();
const monitor = createMonitor({ concerns: { log: sessions, errors: false } });
const model = new ChatOpenAI({ model: "gpt-4o-mini" });

await monitor.query(model, "Hello", { sessionId: "session_1" });
await monitor.query(model, "And good-bye", { sessionId: "session_1" });

for (const [sessionId, tokens] of sessions.tokens) console.log(`${sessionId}: ${tokens} tokens`);
// The built-in concerns can be asked one by one.
console.log(`${monitor.cost.snapshot(Date.now()).total.calls} calls`);
await monitor.close();
