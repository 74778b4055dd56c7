/** What became of the records that a server is to have. Counters run since the monitor was made. */
export interface ShippingReport {
  /** Address of the server, without secrets. */
  readonly url: string;
  /**
   * `ok`: it takes what is sent. `waiting`: it is away or busy, and is tried again by itself. `refused`: it says no to the
   * key or the address, and a person has to act; it is tried again slowly.
   */
  readonly state: "ok" | "waiting" | "refused";
  /** Why it is not `ok`, without secrets. */
  readonly reason?: string;
  /** Records that the server has stored. */
  readonly acknowledged: number;
  /** Bytes of the journal that wait to be sent, those that processes now dead have left included. */
  readonly pendingBytes: number;
  /** Records that were put aside because no server will take them, by reason; they lie beside the journal. */
  readonly deadLettered: Readonly<Record<string, number>>;
  /** Files that the journal's size limit removed before all of them was sent. */
  readonly removedUnsent: { readonly files: number; readonly bytes: number };
}
