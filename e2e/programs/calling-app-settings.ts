import type { MonitorOptions } from "breakwater";

/** A user of the calling application, and what each of its calls gets from the stub. */
export interface CallingUser {
  readonly userId: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  readonly delayMs: number;
}

/** What the calling application is told. */
export interface CallingAppSettings {
  /** Begins the ids of its calls. */
  readonly name: string;
  readonly openAiBaseUrl: string;
  /** Made at the same time. */
  readonly calls: number;
  readonly users: readonly CallingUser[];
  readonly monitor: MonitorOptions;
}
