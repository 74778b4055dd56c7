/** What stands in the place of a text that was cut off. */
const CUT_MARK = "…";

/**
 * The text, at most `max` code points long. A longer one is cut and ends in "…", which counts as one of the `max`.
 * A surrogate pair is never split. A `max` below 1 gives the empty text.
 */
export function truncateCodePoints(text: string, max: number): string {
  // A text never has more code points than UTF-16 units, so most texts need no walk.
  if (text.length <= max) return text;
  if (!(max >= 1)) return "";
  const limit = Math.floor(max);
  let units = 0;
  let lastStart = 0;
  for (let points = 0; points < limit; points += 1) {
    if (units >= text.length) return text;
    lastStart = units;
    units += unitsAt(text, units);
  }
  return units >= text.length ? text : text.slice(0, lastStart) + CUT_MARK;
}

/** UTF-16 units of the code point at `index`: 2 for a whole surrogate pair, else 1 (a lone surrogate too). */
function unitsAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
