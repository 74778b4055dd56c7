import { REDACTED, redactSecrets, redactUrl } from "@breakwater/core/redact/secrets";

/** Shorter texts are words that occur anywhere; taking them out would only make reasons unreadable. */
const MIN_SECRET_LENGTH = 4;

/** Takes the secrets of one receiver out of texts, whatever they look like, besides all that look like secrets. */
export interface SecretScrubber {
  /** The receiver's URL as it may be shown. */
  readonly shownUrl: string;
  scrub(text: string): string;
}

/**
 * A scrubber for a receiver's URL and further secrets, such as header values. A URL's secrets are its credentials, its
 * query values and every part of its path that is not shown.
 */
export function createScrubber(url: string, secrets: readonly string[]): SecretScrubber {
  const shownUrl = redactUrl(url);
  const known = [...secretsOfUrl(url, shownUrl), ...secrets]
    .flatMap((secret) => [secret, percentDecoded(secret)])
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    // Longer ones first: a secret may be a part of another.
    .sort((a, b) => b.length - a.length);
  return {
    shownUrl,
    scrub: (text) => redactSecrets(known.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text)),
  };
}

function secretsOfUrl(url: string, shownUrl: string): readonly string[] {
  const parsed = URL.parse(url);
  if (parsed === null) return [url];
  const shownParts = shownUrl.split("/");
  const pathParts = parsed.pathname.split("/").filter((part) => !shownParts.includes(part));
  return [parsed.username, parsed.password, ...parsed.searchParams.values(), ...pathParts];
}

/** The text with its percent signs resolved, or as it is when they make no sense. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
