import { randomUUID } from "node:crypto";

/**
 * Marks the runs of this entrance, so that its middleware and its telemetry know each other's wherever they were
 * loaded from (the ESM and CommonJS builds share no state). LangChain's marker of a call can be a neighbour's.
 */
const PREFIX = "ai-sdk:";

/** An id for a run that the AI SDK entrance opens. */
export function newRunId(): string {
  return PREFIX + randomUUID();
}

/** True for the id of a run that the AI SDK entrance has opened. */
export function isAiSdkRun(id: string): boolean {
  return id.startsWith(PREFIX);
}
