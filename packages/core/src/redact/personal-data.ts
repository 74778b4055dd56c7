import { redactCards } from "./payment-cards.ts";

/** A kind of personal data that is known by its form. */
export type PersonalDataPattern = "email" | "card" | "phone";

/** All kinds, in the order in which they are looked for: the digits of a card may look like a phone number. */
const PERSONAL_DATA_PATTERNS: readonly PersonalDataPattern[] = ["email", "card", "phone"];

const REDACTIONS: Readonly<Record<PersonalDataPattern, (text: string) => string>> = {
  email: redactEmails,
  card: redactCards,
  phone: redactPhones,
};

/** What was taken out may let something beside it be seen; more rounds than this only a contrived text needs. */
const MAX_ROUNDS = 8;

/**
 * The text with e-mail addresses, payment card numbers and phone numbers replaced by `[email]`, `[card]` and
 * `[phone]`. Linear in the text's length; a text that holds none is returned as it is. Names, addresses and numbers
 * without a form of their own stay.
 */
export function redactPersonalData(
  text: string,
  patterns: readonly PersonalDataPattern[] = PERSONAL_DATA_PATTERNS,
): string {
  const wanted = PERSONAL_DATA_PATTERNS.filter((pattern) => patterns.includes(pattern));
  let clean = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = clean;
    for (const pattern of wanted) clean = REDACTIONS[pattern](clean);
    if (clean === before) break;
  }
  return clean;
}

const AT = /@|%40/g;
/** RFC 5321: at most 64 characters. */
const MAX_LOCAL_LENGTH = 64;
const LOCAL_END = /[\p{L}\p{N}][\p{L}\p{N}._+'-]*$/u;
/** Up to eight labels and a top-level name of letters; names of image and archive files are none. */
const DOMAIN =
  /(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?!(?:png|jpe?g|gif|svg|webp|tgz)(?![\p{L}\p{N}]))(?:xn--[a-z0-9-]{2,40}|\p{L}{2,24})/iuy;

function redactEmails(text: string): string {
  let clean = "";
  let done = 0;
  for (const { index, 0: at } of text.matchAll(AT)) {
    const start = localStart(text, Math.max(done, index - MAX_LOCAL_LENGTH), index);
    if (start === undefined) continue;
    DOMAIN.lastIndex = index + at.length;
    if (!DOMAIN.test(text)) continue;
    clean += `${text.slice(done, start)}[email]`;
    done = DOMAIN.lastIndex;
  }
  return done === 0 ? text : clean + text.slice(done);
}

/** Where the part before the `@` begins. The letter of a JSON escape such as `\n` is no part of it. */
function localStart(text: string, from: number, at: number): number | undefined {
  const local = LOCAL_END.exec(text.slice(from, at));
  if (local === null) return undefined;
  const start = from + local.index;
  const isEscape = text[start - 1] === "\\" && /[bfnrt]/.test(text[start] ?? "");
  if (!isEscape) return start;
  return start + 1 < at ? start + 1 : undefined;
}

const SEPARATOR = "[ .()/\\u00a0-]";
/**
 * International numbers, by `+` or `00`, of 8 to 15 digits (10 and more when nothing separates them); and North American
 * ones in brackets, dashes or dots. Other national forms cannot be told from plain numbers.
 */
const PHONES: readonly RegExp[] = [
  new RegExp(
    `(?:(?<![A-Za-z_+])|(?<=\\\\[bfnrt]))\\+(?:[1-9]\\d{9,14}(?!\\d)|(?=${SEPARATOR}?\\d{1,14}${SEPARATOR})${SEPARATOR}?[1-9](?:${SEPARATOR}{0,3}\\d){7,14}(?!\\d))`,
    "g",
  ),
  new RegExp(
    `(?:(?<![\\w.,:+-])|(?<=\\\\[bfnrt]))00[1-9]\\d{0,3}${SEPARATOR}{1,3}\\d(?:${SEPARATOR}{0,3}\\d){6,12}(?!\\d)`,
    "g",
  ),
  /(?:(?:(?<![\w.+-])|(?<=\\[bfnrt]))1[ .-]?)?\([2-9]\d{2}\)[ .-]{0,2}\d{3}[ .-]\d{4}(?!\d)/g,
  /(?:(?<![\w.+-])|(?<=\\[bfnrt]))(?:1[.-])?[2-9]\d{2}([.-])\d{3}\1\d{4}(?![\w-]|\.\d)/g,
];

function redactPhones(text: string): string {
  let clean = text;
  for (const pattern of PHONES) clean = clean.replace(pattern, "[phone]");
  return clean;
}
