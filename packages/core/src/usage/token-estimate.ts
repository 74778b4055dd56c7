/**
 * Bounds and estimates of the number of tokens of a text, without a tokenizer.
 *
 * The bound: every tokenizer in use is byte-level, or falls back to bytes, so no token is shorter than one byte
 * of UTF-8. (A SentencePiece model may add one leading space; the overhead per message covers it.)
 */

/** Length in UTF-8: at least the number of tokens of the text. Allocates nothing; a lone surrogate counts three. */
export function upperBoundTokens(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (isPairAt(text, index, code)) {
      bytes += 2;
      index += 1;
    } else bytes += 2;
  }
  return bytes;
}

/** Tokens per character by script: measured on o200k_base; older and other tokenizers need more for CJK. */
const LATIN = 0.25;
const OTHER_SCRIPT = 0.5;
const CJK = 0.8;
const CJK_ELSEWHERE = 1.1;
const SURROGATE_PAIR = 2;

/** Models with OpenAI's newer vocabulary, which holds many CJK words. */
const WIDE_VOCABULARY = /gpt-4o|gpt-4\.1|gpt-4\.5|gpt-5|gpt-6|gpt-oss|\bo[134](-|$)/;

/**
 * A quick guess at the tokens of a text, for when neither the provider nor a tokenizer has counted them: 4 Latin
 * characters, 2 of another alphabet or about 1 CJK character a token. Within a third for prose; not a bound.
 */
export function estimateTokens(text: string, model?: string): number {
  const cjkWeight = model !== undefined && WIDE_VOCABULARY.test(model) ? CJK : CJK_ELSEWHERE;
  let tokens = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x250) tokens += LATIN;
    else if (isCjk(code)) tokens += cjkWeight;
    else if (isPairAt(text, index, code)) {
      tokens += SURROGATE_PAIR;
      index += 1;
    } else tokens += OTHER_SCRIPT;
  }
  return Math.ceil(tokens);
}

/** Kana, CJK ideographs, Hangul, and the full-width forms. */
function isCjk(code: number): boolean {
  return (
    (code >= 0x3000 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef)
  );
}

/** True for the first half of a surrogate pair: four bytes of UTF-8 for two units of the string. */
function isPairAt(text: string, index: number, code: number): boolean {
  if (code < 0xd800 || code > 0xdbff) return false;
  const next = text.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}
