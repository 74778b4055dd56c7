/** One thing that is wrong in the configuration. */
export interface ConfigProblem {
  /** The setting, such as `ports.otlp`; empty for a file that cannot be read at all. */
  readonly path: string;
  /** Where it was said: a flag, a variable, or a file and line. */
  readonly source: string;
  readonly expected: string;
  /** Secrets are taken out. */
  readonly found: string;
}

/** The configuration is wrong; the message lists every problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** Stable code of this error. */
  readonly code = "BW_INVALID_CONFIG";
  readonly isRetryable = false;
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, source, expected, found }) => {
      const where = path === "" ? source : `${path} (${source})`;
      return `  ${where}: expected ${expected}, found ${found}`;
    });
    const count = problems.length === 1 ? "1 setting is wrong" : `${problems.length} settings are wrong`;
    super(`${count}\n${lines.join("\n")}`);
    this.problems = problems;
  }
}
