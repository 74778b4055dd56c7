import type { ErrorClass, SpanRecord } from "../record/span-record.ts";
import { modelKey } from "./record-dimensions.ts";

/** Most users that one group counts exactly. */
const MAX_USERS_PER_GROUP = 1_000;
const MAX_MODELS_PER_GROUP = 20;

/** One failure as the error tracker keeps it: small, so that many may wait. */
export interface ErrorEvent {
  readonly fingerprint: string;
  readonly class: ErrorClass;
  readonly type: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly endedAt: number;
  /** Tie-break where events end at the same time. */
  readonly spanId: string;
  readonly userId: string | undefined;
  readonly model: string | undefined;
  readonly costNanos: number;
}

/** All errors of one fingerprint. */
export interface ErrorGroup {
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly class: ErrorClass;
  readonly type: string;
  /** Message of the latest error, secrets removed. */
  readonly message: string;
  readonly code?: string;
  readonly count: number;
  /** Epoch milliseconds. */
  readonly firstSeen: number;
  /** Epoch milliseconds. */
  readonly lastSeen: number;
  /** Different users hit; calls without a user count for none. */
  readonly users: number;
  /** True when there may be more users than `users` says ("1000+"). */
  readonly hasMoreUsers: boolean;
  /** Models hit, at most 20, by name. */
  readonly models: readonly string[];
  /** Known cost of the failed calls in nano-dollars. */
  readonly costNanos: number;
}

/** Hands out room for user ids over all groups, so that their sum is bounded too. */
export interface UserRoom {
  left: number;
}

/** The event of a failed record; undefined when the record has no error. */
export function errorEventOf(record: SpanRecord, endedAt: number): ErrorEvent | undefined {
  const error = record.error;
  if (error === undefined) return undefined;
  const hasModel = record.requestModel !== undefined || record.responseModel !== undefined;
  const cost = record.cost;
  return {
    fingerprint: error.fingerprint,
    class: error.class,
    type: error.type,
    message: error.message,
    code: error.code,
    endedAt,
    spanId: record.spanId,
    userId: record.userId,
    model: hasModel ? modelKey(record) : undefined,
    costNanos: cost === undefined || cost.source === "unpriced" ? 0 : cost.totalNanos,
  };
}

/** Gathers the errors of one fingerprint in bounded memory. */
export class ErrorGroupTotals {
  readonly #fingerprint: string;
  readonly #userRoom: UserRoom;
  readonly #users = new Set<string>();
  readonly #models = new Set<string>();
  #latest: ErrorEvent;
  #hasMoreUsers = false;
  #count = 0;
  #firstSeen: number;
  #costNanos = 0;

  constructor(first: ErrorEvent, userRoom: UserRoom) {
    this.#fingerprint = first.fingerprint;
    this.#userRoom = userRoom;
    this.#latest = first;
    this.#firstSeen = first.endedAt;
  }

  /** Counts an event of this fingerprint. */
  add(event: ErrorEvent): void {
    this.#count += 1;
    this.#costNanos += event.costNanos;
    if (event.endedAt < this.#firstSeen) this.#firstSeen = event.endedAt;
    if (isLater(event, this.#latest)) this.#latest = event;
    if (event.userId !== undefined) this.#addUser(event.userId);
    if (event.model !== undefined && this.#models.size < MAX_MODELS_PER_GROUP) this.#models.add(event.model);
  }

  /**
   * Takes one event out of the count and its cost; what it added to users, models and times stays. Gives the count
   * left.
   */
  takeBack(event: ErrorEvent): number {
    this.#count -= 1;
    this.#costNanos -= event.costNanos;
    return this.#count;
  }

  /** Gives the room its user ids took back. */
  dispose(): void {
    this.#userRoom.left += this.#users.size;
    this.#users.clear();
  }

  /** This group with further events, which it does not keep. */
  view(further: readonly ErrorEvent[] = []): ErrorGroup {
    const events = further.length === 0 ? [this.#latest] : [this.#latest, ...further];
    const latest = events.reduce((a, b) => (isLater(b, a) ? b : a));
    const users = new Set([...this.#users, ...further.flatMap((event) => event.userId ?? [])]);
    const models = new Set([...this.#models, ...further.flatMap((event) => event.model ?? [])]);
    return {
      fingerprint: this.#fingerprint,
      class: latest.class,
      type: latest.type,
      message: latest.message,
      ...(latest.code === undefined ? {} : { code: latest.code }),
      count: this.#count + further.length,
      firstSeen: further.reduce((first, event) => Math.min(first, event.endedAt), this.#firstSeen),
      lastSeen: latest.endedAt,
      users: Math.min(users.size, MAX_USERS_PER_GROUP),
      hasMoreUsers: this.#hasMoreUsers || users.size > MAX_USERS_PER_GROUP,
      models: [...models].sort().slice(0, MAX_MODELS_PER_GROUP),
      costNanos: further.reduce((sum, event) => sum + event.costNanos, this.#costNanos),
    };
  }

  #addUser(userId: string): void {
    if (this.#users.has(userId)) return;
    if (this.#users.size >= MAX_USERS_PER_GROUP || this.#userRoom.left <= 0) {
      this.#hasMoreUsers = true;
      return;
    }
    this.#users.add(userId);
    this.#userRoom.left -= 1;
  }
}

/** Later by time, and by span id where times are equal, so that the order of arrival does not show. */
export function isLater(a: ErrorEvent, b: ErrorEvent): boolean {
  return a.endedAt > b.endedAt || (a.endedAt === b.endedAt && a.spanId > b.spanId);
}
