/** What is refreshed, and how one learns that it should be. */
export interface Refreshing {
  /** A stream with an event for each span that was stored. */
  readonly address: string;
  /** Asks everything again; resolves when the answers are there. */
  readonly refresh: () => Promise<void>;
  readonly onLost: (isLost: boolean) => void;
}

/** A first span is shown this soon: others of its commit are already there. */
const SOON_MS = 200;

/** A server that stores all the time is asked this often at most, and never more than a third of its time. */
const PACE_MS = 900;

/** Ranges that end now move on even when nothing arrives. */
const IDLE_MS = 30_000;

/** Refreshes when something was stored, while the page is looked at. Returns what stops it. */
export function startRefreshing({ address, refresh, onLost }: Refreshing): () => void {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let notBefore = 0;
  const run = async () => {
    const startedAt = Date.now();
    await refresh();
    const tookMs = Date.now() - startedAt;
    notBefore = startedAt + Math.max(PACE_MS, 3 * tookMs);
    timer = undefined;
  };
  const runSoon = () => {
    timer ??= setTimeout(run, Math.max(SOON_MS, notBefore - Date.now()));
  };
  const follow = () => {
    stream?.close();
    stream = undefined;
    if (document.hidden) return;
    runSoon();
    stream = new EventSource(address);
    stream.addEventListener("span", runSoon);
    stream.addEventListener("open", () => onLost(false));
    stream.addEventListener("error", () => onLost(true));
  };
  const idle = setInterval(() => {
    if (!document.hidden) runSoon();
  }, IDLE_MS);
  document.addEventListener("visibilitychange", follow);
  follow();
  return () => {
    document.removeEventListener("visibilitychange", follow);
    clearInterval(idle);
    clearTimeout(timer);
    stream?.close();
    onLost(false);
  };
}
