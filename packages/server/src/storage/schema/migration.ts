/** A step by which the stored schema grows. Once released it never changes; mistakes are mended by a later step. */
export interface Migration {
  /** One more than the step before. */
  readonly version: number;
  readonly name: string;
  /** Run in order; each must be safe to run again, since a crash may come between any two. */
  readonly statements: readonly string[];
}
