/** What stands for values beyond the bound. */
const OTHER_LABEL = "other";

const LONGEST = 128;

/** Label values that come from outside, such as names of models: the first ones are kept, later ones become `other`. */
export class BoundedLabels {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value to use as a label. */
  labelOf(value: string | undefined): string {
    if (value === undefined || value === "") return "unknown";
    const short = value.slice(0, LONGEST);
    if (this.#known.has(short)) return short;
    if (this.#known.size >= this.#most) return OTHER_LABEL;
    this.#known.add(short);
    return short;
  }
}
