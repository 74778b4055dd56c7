/** What to look for: words anywhere, and phrases as they stand. */
export interface SearchTerms {
  /** Whole words, ASCII letters in lower case: looked up in the index. */
  readonly words: readonly string[];
  /** Text that must occur as it stands, whatever the case of ASCII letters. */
  readonly phrases: readonly string[];
}

/** Most words and phrases of one search. */
const MAX_TERMS = 10;

/** How the engine cuts text into words: runs of ASCII letters, digits, and everything beyond ASCII. */
const WORD = /[0-9A-Za-z\u0080-\u{10ffff}]+/gu;

const IS_ASCII = /^[\x21-\x7e]+$/;

/** The terms of a search as people type it: words, and phrases in double quotes. */
export function searchTermsOf(text: string): SearchTerms {
  const words = new Set<string>();
  const phrases = new Set<string>();
  for (const [, quoted, plain = ""] of text.matchAll(/"([^"]*)"|([^"\s]+)/g)) {
    const term = lowerAscii(quoted ?? plain).trim();
    const found = term.match(WORD) ?? [];
    const isWord = found.length === 1 && found[0] === term && IS_ASCII.test(term);
    if (term === "") continue;
    if (isWord && quoted === undefined) {
      words.add(term);
      continue;
    }
    phrases.add(term);
    // Words inside a phrase are whole, so the index can be asked for them; the first and the last may be cut.
    for (const word of found.slice(1, -1)) if (IS_ASCII.test(word)) words.add(word);
  }
  return { words: [...words].slice(0, MAX_TERMS), phrases: [...phrases].slice(0, MAX_TERMS) };
}

/** Lower case for ASCII letters alone, which is what `lower()` of the engine does. */
function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
