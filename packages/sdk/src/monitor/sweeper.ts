import type { Clock } from "@breakwater/core/time/clock";

/** Parts of {@link armSweeper}. */
export interface SweeperParts {
  readonly clock: Clock;
  /** After this long without a sign of life a run is given up; asked for before each round. */
  abandonAfterMs(): number;
  isClosed(): boolean;
  sweep(): void;
}

/** Sweeps again and again, four times within the time that is granted to a run, until closed. */
export function armSweeper(parts: SweeperParts): void {
  parts.clock.setTimer(
    () => {
      if (parts.isClosed()) return;
      parts.sweep();
      armSweeper(parts);
    },
    Math.max(10, Math.min(30_000, parts.abandonAfterMs() / 4)),
  );
}
