import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Characters that could move the cursor, colour the terminal, reverse the text or hide: controls, format characters
 * (but for the two joiners that emoji and some scripts need), lone surrogates, line and paragraph separators.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** A value from outside as one line of harmless text: white space becomes one space, the unsafe U+FFFD. */
export function plainText(text: string): string {
  return text.replace(/\s+/gu, " ").replace(UNSAFE, "\u{fffd}").trim();
}

/** Columns a text takes on a terminal. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** A text cut to at most `width` columns, between characters as people see them, with `…` where it was cut. */
export function fitText(text: string, width: number): string {
  // Eight UTF-16 units per column are plenty; what lies beyond need not be measured.
  const start = text.length > width * 8 + 8 ? text.slice(0, width * 8 + 8) : text;
  if (start === text && displayWidth(text) <= width) return text;
  let kept = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(start)) {
    const segmentColumns = displayWidth(segment);
    if (columns + segmentColumns > width - 1) break;
    kept += segment;
    columns += segmentColumns;
  }
  return width < 1 ? "" : `${kept.trimEnd()}…`;
}

/** A text filled up with spaces to `width` columns. */
export function padText(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}
