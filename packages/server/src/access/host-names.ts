const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether an address to listen on is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Whether a `Host` header names this machine. A web page can make its own name point at 127.0.0.1 (DNS rebinding) and
 * then talk to an open server; its requests carry its own name here.
 */
export function isTrustedHost(header: string | undefined, others: readonly string[]): boolean {
  if (header === undefined) return false;
  const name = header.replace(/:\d{1,5}$/, "").toLowerCase();
  return isLoopback(name) || others.some((other) => other.toLowerCase() === name);
}

/** Whether a request comes from a page of this server, or from no page at all. */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
