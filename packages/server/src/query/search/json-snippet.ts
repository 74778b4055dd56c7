/** A piece of text with what stands before and after it. */
export interface Snippet {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/**
 * A piece of JSON text as people read it: of the string that holds the match, without escapes. A match that reaches
 * over the end of a string is no text, and stays as it is.
 */
export function textOfSnippet({ before, match, after }: Snippet): Snippet {
  if (endOfString(match) !== -1) return { before, match, after };
  const start = startOfString(before);
  const end = endOfString(after);
  return {
    before: unescaped(before.slice(start)),
    match: unescaped(match),
    after: unescaped(end === -1 ? after : after.slice(0, end)),
  };
}

/** Where the last string of a text begins, after its quote. */
function startOfString(text: string): number {
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === '"' && !isEscaped(text, at)) return at + 1;
  }
  return 0;
}

/** Where the first quote is that ends a string; -1 when there is none. */
function endOfString(text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"' && !isEscaped(text, at)) return at;
  }
  return -1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

const SHORT: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code?: string, letter = "") =>
    code === undefined ? (SHORT[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
