import { BudgetExceededError, type Monitor } from "breakwater";
import { anthropicModel, type ModelChoice, openAiModel, type Providers } from "./providers.ts";
import { HANDBOOK_QUESTIONS, MANUSCRIPT, ORDER_QUESTIONS, stormQuestions } from "./story.ts";
import { answerChain, cachedPrompt, orderAgent } from "./support-app.ts";
import { firstWords, type Terminal } from "./terminal.ts";

/** What scenes need. */
export interface Stage {
  readonly monitor: Monitor;
  readonly terminal: Terminal;
  readonly providers: Providers;
}

const SMALL: ModelChoice = { model: "gpt-4o-mini", maxTokens: 200 };
const LARGE: ModelChoice = { model: "gpt-4o", maxTokens: 120 };
const CLAUDE: ModelChoice = { model: "claude-sonnet-4-5", maxTokens: 200 };
/** Nobody asks for a chapter ten times; the budget stops it long before. */
const MOST_SUMMARIES = 10;

/** Four users ask at once; each question goes through prompt, retriever, model and parser. */
export async function askHandbook({ monitor, providers }: Stage): Promise<void> {
  const chain = answerChain(openAiModel(providers.openAi, SMALL));
  await Promise.all(
    HANDBOOK_QUESTIONS.map(({ userId, text }) =>
      chain.invoke(text, monitor.runnableConfig({ userId, queryType: "rag_search" })),
    ),
  );
}

/** An agent calls a tool, then answers. */
export async function askAgent({ monitor, terminal, providers }: Stage): Promise<void> {
  const agent = orderAgent(openAiModel(providers.openAi, SMALL));
  const results = await Promise.all(
    ORDER_QUESTIONS.map(({ userId, text }) =>
      agent.invoke(
        { messages: [{ role: "user", content: text }] },
        monitor.runnableConfig({ userId, queryType: "order_status", sessionId: `${userId}-1` }),
      ),
    ),
  );
  for (const { messages } of results) {
    terminal.line(
      `agent: ${messages.length} messages, the last: "${firstWords(messages.at(-1)?.text ?? "", 60)}"`,
    );
  }
}

/** Streams from both providers, Claude's with a cached prompt; one reader goes away in the middle. */
export async function stream(stage: Stage): Promise<void> {
  const { monitor, terminal, providers } = stage;
  const claude = anthropicModel(providers.anthropic, CLAUDE);
  const streamed = async (userId: string, question: string): Promise<number> => {
    const config = monitor.runnableConfig({ userId, queryType: "recommend" });
    let pieces = 0;
    for await (const piece of await claude.stream(cachedPrompt(question), config)) {
      if (piece.text !== "") pieces += 1;
    }
    return pieces;
  };
  const [first] = await Promise.all([
    streamed("amelie", "A novel about the sea?").then((pieces) =>
      streamed("lukas", "And one about mountains?").then((more) => pieces + more),
    ),
    leaveEarly(stage),
  ]);
  terminal.line(
    `${first} pieces streamed; one reader left after 5 pieces, and LangChain tells nobody of that`,
  );
}

async function leaveEarly({ monitor, providers }: Stage): Promise<void> {
  const config = monitor.runnableConfig({ userId: "sofia", queryType: "recommend" });
  let pieces = 0;
  for await (const _ of await openAiModel(providers.openAi, LARGE).stream("A long reading list?", config)) {
    pieces += 1;
    if (pieces === 5) break;
  }
}

/** One user sends a long text until the per-user budget refuses. Gives the refusal, if there was one. */
export async function exhaustBudget({
  monitor,
  terminal,
  providers,
}: Stage): Promise<BudgetExceededError | undefined> {
  const chain = answerChain(openAiModel(providers.openAi, LARGE));
  const { userId, text } = MANUSCRIPT;
  for (let sent = 0; sent < MOST_SUMMARIES; sent += 1) {
    try {
      await chain.invoke(
        `${text} (part ${sent + 1})`,
        monitor.runnableConfig({ userId, queryType: "summary" }),
      );
    } catch (error) {
      if (!(error instanceof BudgetExceededError)) throw error;
      terminal.line("");
      terminal.line(
        `ravi sees:  Your allowance for today is used up. It is renewed at ${error.denial.resetsAt}.`,
      );
      terminal.line(`log says:   ${error.message}`);
      return error;
    }
  }
  return undefined;
}

/** Many calls without retries; failures are left to the monitor. Gives how many failed. */
export async function sendMany(
  { monitor, providers }: Stage,
  batch: { from: number; count: number },
): Promise<number> {
  const model = openAiModel(providers.openAi, { ...SMALL, maxTokens: 40, maxRetries: 0 });
  const questions = stormQuestions(batch.from + batch.count).slice(batch.from);
  const results = await Promise.allSettled(
    questions.map(({ userId, text }) => monitor.query(model, text, { userId, queryType: "stock" })),
  );
  return results.filter(({ status }) => status === "rejected").length;
}
