/** Promises for a state that is known only after events; whoever changes the state calls `check`. */
export interface Waiters {
  /** Resolves once `isReached()` is true, at once when it is already. */
  until(isReached: () => boolean): Promise<void>;
  /** Resolves the waiters whose state is reached now. */
  check(): void;
  /** Rejects everyone still waiting. */
  abandon(reason: string): void;
}

interface Waiter {
  readonly isReached: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Makes an empty set of waiters. */
export function createWaiters(): Waiters {
  const waiting = new Set<Waiter>();
  return {
    until(isReached) {
      if (isReached()) return Promise.resolve();
      return new Promise((resolve, reject) => waiting.add({ isReached, resolve, reject }));
    },
    check() {
      for (const waiter of waiting) {
        if (!waiter.isReached()) continue;
        waiting.delete(waiter);
        waiter.resolve();
      }
    },
    abandon(reason) {
      for (const waiter of waiting) waiter.reject(new Error(reason));
      waiting.clear();
    },
  };
}
