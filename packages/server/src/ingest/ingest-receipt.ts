/** What a sender is told of a request that was taken. */
export interface IngestReceipt {
  readonly accepted: number;
  /** By reason; empty when all were taken. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Of those accepted, how many came past their age and are not kept. Absent when none did. */
  readonly expired?: number;
  /** Parts of what was accepted that lay beyond a limit and are not kept, by reason. Absent when there were none. */
  readonly cut?: Readonly<Record<string, number>>;
}
