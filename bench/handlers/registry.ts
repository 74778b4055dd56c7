import type { Attach } from "./attachment.ts";

/** A handler by name; loaded only in the process that measures it. */
export interface HandlerEntry {
  readonly name: string;
  /** For the table. */
  readonly title: string;
  load(): Promise<{ readonly attach: Attach }>;
}

/** The handler that all others are compared with: none. */
export const BASELINE = "none";

/** All handlers, in the order of the report. */
export const HANDLERS: readonly HandlerEntry[] = [
  { name: BASELINE, title: "no handler", load: () => import("./none.ts") },
  { name: "noop", title: "awaited no-op", load: () => import("./noop.ts") },
  { name: "breakwater", title: "Breakwater", load: () => import("./breakwater.ts") },
  { name: "traceloop", title: "Traceloop", load: () => import("./traceloop.ts") },
  { name: "langfuse", title: "Langfuse", load: () => import("./langfuse.ts") },
  { name: "openinference", title: "OpenInference", load: () => import("./openinference.ts") },
  { name: "opik", title: "Opik", load: () => import("./opik.ts") },
  { name: "langsmith", title: "LangSmith", load: () => import("./langsmith.ts") },
];
