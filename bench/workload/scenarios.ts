import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import type { RunnableConfig } from "@langchain/core/runnables";
import { AnsweringModel } from "./answering-model.ts";

/** What is called, once per call counted. */
export type ScenarioName = "single" | "chain" | "stream";

/** One thing to measure. */
export interface Scenario {
  readonly name: ScenarioName;
  /** For the table's heading. */
  readonly title: string;
  /**
   * Calls after which the handler catches up with what it has put off: without that, one that works in the background
   * would run far behind, in memory and in time.
   */
  readonly callsBetweenDrains: number;
  run(config: RunnableConfig): Promise<unknown>;
}

const QUESTION = "What is quantum entanglement? Answer for a reader who knows no physics, in one sentence.";

const model = new AnsweringModel();
const chain = ChatPromptTemplate.fromMessages([
  ["system", "You answer briefly."],
  ["human", "{question}"],
])
  .pipe(model)
  .pipe(new StringOutputParser());

/** All scenarios, in the order of the report. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "single",
    title: "one model call (1 run)",
    callsBetweenDrains: 1_000,
    run: (config) => model.invoke(QUESTION, config),
  },
  {
    name: "chain",
    title: "prompt, model, parser (4 runs)",
    callsBetweenDrains: 250,
    run: (config) => chain.invoke({ question: QUESTION }, config),
  },
  {
    name: "stream",
    title: "stream of 500 tokens (1 run)",
    callsBetweenDrains: 50,
    run: async (config) => {
      let chunks = 0;
      for await (const _ of await model.stream(QUESTION, config)) chunks += 1;
      return chunks;
    },
  },
];
