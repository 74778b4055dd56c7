/** Digits in groups, as numbers are written down; the groups may be of one card, of several, or of none. */
const RUN = /\d+(?:[ .\u00a0-]{1,3}\d+)*/g;
const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
/** First digits that networks have: Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro, Mir. */
const KNOWN_PREFIX =
  /^(?:4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|30[0-5]|3[689]|35|6011|6[245]|5018|5020|5038|5893|6304|676[1-3]|6759|220[0-4])/;

interface DigitGroup {
  readonly start: number;
  readonly digits: string;
}

/** The text with payment card numbers (13 to 19 digits of a known network, with a right check digit) as `[card]`. */
export function redactCards(text: string): string {
  return text.replace(RUN, (run, offset: number) => {
    if (run.length < MIN_DIGITS || isPhone(text, run, offset)) return run;
    return redactRun(run, isFraction(text, offset));
  });
}

/** E.164: a plus and at most 15 digits. */
function isPhone(text: string, run: string, offset: number): boolean {
  return text[offset - 1] === "+" && run.length <= 30 && run.replace(/\D/g, "").length <= 15;
}

/** True when the first group stands behind a decimal point. */
function isFraction(text: string, offset: number): boolean {
  return /\d[.,]$/.test(text.slice(Math.max(0, offset - 2), offset));
}

function redactRun(run: string, startsInFraction: boolean): string {
  const groups = [...run.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ start: index, digits }));
  let clean = "";
  let done = 0;
  for (let first = 0; first < groups.length; first += 1) {
    const isSkipped = first === 0 ? startsInFraction : isFractionOf(groups[first - 1], groups[first], run);
    const last = isSkipped ? undefined : lastOfCard(groups, first);
    const [from, to] = [groups[first], last === undefined ? undefined : groups[last]];
    if (last === undefined || from === undefined || to === undefined) continue;
    clean += `${run.slice(done, from.start)}[card]`;
    done = to.start + to.digits.length;
    first = last;
  }
  return clean + run.slice(done);
}

/** `0.4539578308491706` is a number; only a short one stands before a decimal point. */
function isFractionOf(before: DigitGroup | undefined, group: DigitGroup | undefined, run: string): boolean {
  if (before === undefined || group === undefined || before.digits.length > 3) return false;
  return run.slice(before.start + before.digits.length, group.start) === ".";
}

/** The last of the groups from `first` on that make a card number: one alone, or several of four to six digits. */
function lastOfCard(groups: readonly DigitGroup[], first: number): number | undefined {
  let number = "";
  for (let last = first; last < groups.length; last += 1) {
    const { digits } = groups[last] ?? { digits: "" };
    number += digits;
    if (number.length > MAX_DIGITS) return undefined;
    if (number.length >= MIN_DIGITS && isGrouped(groups, first, last) && isCard(number)) return last;
  }
  return undefined;
}

function isGrouped(groups: readonly DigitGroup[], first: number, last: number): boolean {
  if (first === last) return true;
  const lengths = groups.slice(first, last + 1).map(({ digits }) => digits.length);
  return lengths[0] === 4 && lengths.slice(0, -1).every((length) => length >= 4 && length <= 6);
}

function isCard(digits: string): boolean {
  return KNOWN_PREFIX.test(digits) && luhnSum(digits) % 10 === 0;
}

/** The check sum of https://en.wikipedia.org/wiki/Luhn_algorithm */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const doubled = place % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}
