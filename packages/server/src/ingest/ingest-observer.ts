import type { IngestReceipt } from "./ingest-receipt.ts";

/** What senders send: the three signals of OTLP, and our own records. */
export type IngestSignal = "traces" | "logs" | "metrics" | "records";

/** Logs or metrics that were accepted, and of which nothing is kept. */
export interface UnusedArrival {
  readonly signal: "logs" | "metrics";
  readonly dialect: string;
  /** Log records or data points. */
  readonly count: number;
}

/** Learns what becomes of what arrives. */
export interface IngestObserver {
  onReceipt(signal: IngestSignal, receipt: IngestReceipt): void;
  onUnused(arrival: UnusedArrival): void;
}

/** Learns nothing. */
export const NO_OBSERVER: IngestObserver = { onReceipt: () => {}, onUnused: () => {} };
