/**
 * What LangChain's callback manager really passes to each hook, position by position (@langchain/core 1.4). Its own
 * declaration of `handleChainStart` names another order; a contract test holds these to the runtime.
 */

type Tags = readonly string[] | undefined;
type Metadata = Readonly<Record<string, unknown>> | undefined;
type RunId = string;
type ParentRunId = string | undefined;

export type ChatModelStartArguments = [
  model: unknown,
  messages: readonly unknown[],
  runId: RunId,
  parentRunId?: ParentRunId,
  extraParams?: unknown,
  tags?: Tags,
  metadata?: Metadata,
  runName?: string,
];

export type LlmStartArguments = [
  model: unknown,
  prompts: readonly unknown[],
  runId: RunId,
  parentRunId?: ParentRunId,
  extraParams?: unknown,
  tags?: Tags,
  metadata?: Metadata,
  runName?: string,
];

export type NewTokenArguments = [
  token: string,
  index: unknown,
  runId: RunId,
  parentRunId?: ParentRunId,
  tags?: Tags,
  fields?: unknown,
];

export type LlmEndArguments = [
  output: unknown,
  runId: RunId,
  parentRunId?: ParentRunId,
  tags?: Tags,
  extraParams?: unknown,
];

/** End and error hooks of all kinds begin alike. */
export type RunEndArguments = [result: unknown, runId: RunId, ...rest: unknown[]];

/** As passed at run time; typed loosely because LangChain declares (wrongly) another order. */
export type ChainStartArguments = [
  chain: unknown,
  inputs: unknown,
  runId: RunId,
  parentRunId?: unknown,
  tags?: unknown,
  metadata?: unknown,
  runType?: unknown,
  runName?: unknown,
];

export type ToolStartArguments = [
  tool: unknown,
  input: string,
  runId: RunId,
  parentRunId?: ParentRunId,
  tags?: Tags,
  metadata?: Metadata,
  runName?: string,
  toolCallId?: string,
];

export type RetrieverStartArguments = [
  retriever: unknown,
  query: string,
  runId: RunId,
  parentRunId?: ParentRunId,
  tags?: Tags,
  metadata?: Metadata,
  name?: string,
];
