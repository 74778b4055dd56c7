import type { Page } from "playwright-core";

/** What a test may bring about on purpose, by name. */
const CAUSES = {
  "not logged in": /status of 401/,
  "not there": /status of 404/,
  "refused by the policy": /Content Security Policy|ERR_BLOCKED_BY_CSP|csp/i,
  "the server is gone":
    /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/,
} as const;

/** A cause of complaints that a test brings about on purpose. */
export type KnownCause = keyof typeof CAUSES;

/** Notes what a page complains about: scripts that fail, what the policy holds back, requests that fail; but for what is known to come. */
export function noteComplaints(page: Page, complaints: string[], known: readonly KnownCause[]): void {
  const note = (complaint: string) => {
    if (!known.some((cause) => CAUSES[cause].test(complaint))) complaints.push(complaint);
  };
  page.on("pageerror", ({ message }) => note(message));
  page.on("console", (line) => {
    if (line.type() === "error") note(`${line.text()} ${line.location().url}`.trim());
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // Pages let go of what they no longer need.
    if (reason !== "net::ERR_ABORTED") note(`${request.url()} failed: ${reason}`);
  });
}
