/**
 * The stub's tokens: a word with the white space before it, or up to four characters of a script that uses no spaces.
 * Coarser than byte-pair encodings, so that usage derived from a request stays within a bound that the code under
 * test computed with a real tokenizer.
 */
const TOKEN =
  /\s*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,4}|\s*[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|\s+/gu;

/** The tokens of a text; joined, they are the text again. */
export function splitTokens(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** How many tokens a text has. */
export function countTokens(text: string): number {
  return splitTokens(text).length;
}
