/** What one window holds at a moment. Nanos. */
export interface WindowState {
  readonly spent: number;
  readonly held: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The sums of one budget for one key. All methods take the start of the call concerned, in epoch milliseconds,
 * which decides the window that the amount belongs to.
 */
export interface Tally {
  stateAt(startedAt: number): WindowState;
  addHeld(startedAt: number, nanos: number): void;
  /** `isForeign` marks spend that another process's journal accounts for. */
  addSpent(startedAt: number, nanos: number, isForeign: boolean): void;
  addDenied(startedAt: number): void;
  deniedAt(startedAt: number): number;
  /** How many of the `alertAt` shares were announced in this window; `raise` never lowers it. */
  announcedAt(startedAt: number): number;
  raiseAnnounced(startedAt: number, count: number): void;
  /** Earliest time at which `neededNanos` of spend will have left the window; the window's end for calendar ones. */
  freeAt(now: number, neededNanos: number): number;
  /** True when nothing is held and nothing spent still counts at `now`. */
  isIdle(now: number): boolean;
  /** Own spend (not foreign) by window, as `[startOfWindowOrBucket, nanos]`. */
  ownSpend(): [number, number][];
}
