/** What a text about a failure says, without the stack that it was thrown with. */
export interface FailureText {
  readonly message: string;
  /** Class of what was thrown, where the text tells it. */
  readonly type?: string;
}

/** Where a stack begins, of JavaScript or of Python. */
const STACK = /\n(?:[ \t]*Traceback \(most recent|[ \t]+at )/;
/** How JavaScript writes an error at the head of its stack. */
const HEAD = /\n\n(\w+): /g;

/**
 * Cuts the stack off a text. LangChain tells a failure as its message and then its stack, which begins with the class and
 * the same message once more.
 */
export function failureText(text: string): FailureText {
  const [told = ""] = text.split(STACK, 1);
  const whole = told.trim();
  for (const { 0: head, 1: type = "", index } of whole.matchAll(HEAD)) {
    const message = whole.slice(0, index).trimEnd();
    if (whole.length - index - head.length === message.length && whole.endsWith(message)) {
      return { message, type };
    }
  }
  return { message: whole };
}
