/** What became of a batch. */
export type SendOutcome =
  /** All of it is stored. */
  | { readonly type: "stored" }
  /** Too much for one request. */
  | { readonly type: "too-large"; readonly reason: string }
  /** Something in it is no record to this server; the rest may be stored. */
  | { readonly type: "malformed"; readonly reason: string }
  /** Not now. */
  | {
      readonly type: "busy" | "unreachable" | "timeout";
      readonly reason: string;
      readonly retryAfterMs?: number | undefined;
    }
  /** Not like this: the key or the address is wrong, and a person has to see to it. */
  | { readonly type: "refused"; readonly reason: string };

/** Sends batches to a server, one at a time. Never rejects. */
export interface SpanSender {
  /** `lines`: whole records, one JSON object a line; `count` of them. */
  send(lines: Buffer, count: number): Promise<SendOutcome>;
  /** Breaks off what is being sent. */
  close(): void;
}
