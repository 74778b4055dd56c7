const CUT_MARK = "…";
/** Texts that were cut are longer than this: a short one ends in the mark because its author wrote it. */
const MIN_CUT_LENGTH = 200;
/** No e-mail address and no key fragment worth having is longer. */
const MAX_TORN = 320;
const ENDS_WORD = /[\s"',;<>{}[\]()]/;
const JOINS_DIGITS = /[\d\s().+/-]/;

/**
 * A text that was cut before it was searched, without the word at the cut, nor the digits before it: they may be half
 * of an e-mail address, a card or a key, which nobody can tell by its form any more. Other texts stay.
 */
export function withoutTornEnd(text: string): string {
  if (text.length < MIN_CUT_LENGTH || !text.endsWith(CUT_MARK)) return text;
  const least = text.length - MAX_TORN;
  let end = text.length - 1;
  while (end > least && !ENDS_WORD.test(text.charAt(end - 1))) end -= 1;
  while (end > least && JOINS_DIGITS.test(text.charAt(end - 1))) end -= 1;
  return withoutHalfPair(text.slice(0, end)) + CUT_MARK;
}

/** The text without the first half of a surrogate pair at its end. */
export function withoutHalfPair(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}
