/** Words of a message that tell one error from another at a glance. */
const SHOWN_WORDS = 6;

/** Digits of a fingerprint that tell it from others at a glance. */
const SHOWN_DIGITS = 8;

/** What an error group is called: its type, and the first words of its newest message. */
export function errorLabel({
  errorType,
  message,
}: {
  readonly errorType: string;
  readonly message: string;
}): string {
  const words = message.split(/\s+/).filter((word) => word !== "");
  const told = words.slice(0, SHOWN_WORDS).join(" ") + (words.length > SHOWN_WORDS ? "…" : "");
  return [errorType, told].filter((part) => part !== "").join(": ");
}

/** The beginning of a fingerprint, for where nothing more is known of its errors. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, SHOWN_DIGITS);
}
