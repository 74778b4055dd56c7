import { redactSecrets } from "@breakwater/core/redact/secrets";

/** One thing that is wrong with the options. */
export interface OptionProblem {
  /** Where, such as `budgets[0].limitUsd`. */
  readonly option: string;
  readonly expected: string;
  readonly found: string;
}

/** Thrown by `createMonitor` and `configure` when options make no sense. Names every fault, not just the first. */
export class InvalidOptionsError extends Error {
  override readonly name = "InvalidOptionsError";
  /** Stable code of this error. */
  readonly code = "BW_INVALID_OPTIONS";
  readonly isRetryable = false;
  readonly problems: readonly OptionProblem[];

  constructor(where: string, problems: readonly OptionProblem[]) {
    // A key may have slipped into any place, that of an option's name included.
    const clean = problems.map(({ option, expected, found }) => ({
      option: redactSecrets(option),
      expected,
      found: redactSecrets(found),
    }));
    const lines = clean.map(
      ({ option, expected, found }) => `${option}: expected ${expected}, found ${found}`,
    );
    super(
      `${where}: ${lines.length === 1 ? lines[0] : `${lines.length} options are wrong\n  ${lines.join("\n  ")}`}`,
    );
    this.problems = clean;
  }
}
