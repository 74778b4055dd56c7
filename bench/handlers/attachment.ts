import type { RunnableConfig } from "@langchain/core/runnables";

/** A handler, ready to be measured. */
export interface Attachment {
  /** The config of call number `index`, as an application would make it for every call. */
  configOf(index: number): RunnableConfig;
  /** Ends when everything the handler has put off (queues, exports) is done: it belongs to the calls' cost. */
  drain(): Promise<void>;
  /** What became of the records, in words for the report; undefined when the handler cannot tell. */
  losses?(): string | undefined;
}

/** Where peers may send to. */
export interface Surroundings {
  /** Base URL of a local server that takes anything. */
  readonly sinkUrl: string;
  /** A folder of its own that is removed afterwards. */
  readonly folder: string;
}

/** Attaches one handler to this process. */
export type Attach = (surroundings: Surroundings) => Promise<Attachment>;
