import type { CallBound } from "@breakwater/core/budget/ledger";
import type { MetadataValue, SpanKind, SpanRecord } from "@breakwater/core/record/span-record";
import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import type { WireView } from "./wire-view.ts";

/** Who and what a call is for: what budgets and reports split by. */
export interface RunContext {
  readonly environment?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly queryType?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, MetadataValue>>;
}

/** The model call inside a run of kind `llm` or `embedding`. */
export interface ModelCall {
  readonly provider?: string;
  readonly requestModel?: string;
  readonly serviceTier?: string;
  /** Where the request goes, when it is known. */
  readonly server?: { readonly address: string; readonly port: number };
  readonly request: LangChainRequest;
  /** True where the entrance can still put a cap on the request's output, and asks `CallTracker.fittedOutput` for it. */
  readonly canCapOutput?: boolean;
}

/** Who hands in the pieces of a stream: the entrance that opened the run, or one nearer to the wire. */
export type TokenSource = "owner" | "wire";

/** A piece of a stream. */
export interface StreamedPiece {
  /** Undefined when it brings nothing of the answer. */
  readonly text?: string | undefined;
  /** LangChain's `usage_metadata`, where the piece has one. */
  readonly usage?: unknown;
  /** Default `owner`. */
  readonly source?: TokenSource;
}

/** What starts. `id` is unique among runs; `parentId` names the run that it is a step of. */
export interface RunStart {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly kind: SpanKind;
  readonly name: string;
  readonly context: RunContext;
  readonly attempt?: number | undefined;
  readonly call?: ModelCall;
  /** Text of the payload, asked for once the trace is known; undefined when it is not kept. */
  readonly input?: ((traceId: string) => string | undefined) | undefined;
  /** Epoch milliseconds; now unless given. */
  readonly startedAt?: number | undefined;
  /**
   * True where the entrance can only look on (telemetry): the budgets are not asked, only charged at the end, unless
   * an entrance further in asks them (`CallTracker.admit`).
   */
  readonly isObserved?: boolean | undefined;
}

/** What a call holds of its budgets. */
export interface RunHold {
  readonly nanos: number;
  /** The limits behind the hold, for estimates that must not exceed it. */
  readonly inputTokens: number;
  readonly maxOutputTokens: number;
  readonly bound: CallBound;
  /** True when the call had a cap and a size that could be seen: the hold is then an upper bound. */
  readonly isBounded: boolean;
  /** The cap per answer that the request was given, or is to be given, because it named none. */
  readonly fittedOutputTokens?: number;
}

/** A run that has started and not ended. */
export interface OpenRun extends Omit<RunStart, "input"> {
  readonly input?: string | undefined;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Epoch milliseconds, with fractions. */
  readonly startedAt: number;
  /** Start, last token, or last start or end of a child. */
  lastActivityAt: number;
  openChildren: number;
  /** True once the budgets have been asked for it. */
  isAdmitted: boolean;
  hold?: RunHold;
  /** What its records say of it from the start. */
  known?: Omit<SpanRecord, "status">;
  /** When the first piece of a stream came, empty or not: from here on something is billed. */
  firstTokenAt?: number;
  /** When the first piece with content came: providers open a stream with an empty one before the model begins. */
  firstTextAt?: number;
  /** Text streamed so far, as far as it is needed for an estimate. */
  streamedText: string;
  /** Which entrance supplies the stream's pieces: the first that did. */
  tokenSource?: TokenSource;
  /** `usage_metadata` of the last streamed chunk that had one. */
  lastChunkUsage?: unknown;
  /** What an entrance nearer to the wire saw of it. */
  wire?: WireView;
}
