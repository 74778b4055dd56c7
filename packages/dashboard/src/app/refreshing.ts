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

/** Ranges that end now move on even when nothing arrives. */
const IDLE_MS = 30_000;

/** A server that refuses another reader is asked again after this. */
const REFUSED_MS = 10_000;

/** Refreshes when something was stored, while the page is looked at. Returns what stops it. */
export function startRefreshing({ address, refresh, onLost }: Refreshing): () => void {
  let stream: EventSource | undefined;
  const pace = new Pace(refresh);
  let again: ReturnType<typeof setTimeout> | undefined;
  const follow = () => {
    clearTimeout(again);
    stream?.close();
    stream = undefined;
    if (document.hidden) return;
    pace.ask();
    const opened = new EventSource(address);
    stream = opened;
    opened.addEventListener("span", () => pace.ask());
    opened.addEventListener("open", () => onLost(false));
    opened.addEventListener("error", () => {
      onLost(true);
      // Browsers try again by themselves unless they were refused.
      if (opened.readyState === EventSource.CLOSED) again = setTimeout(follow, REFUSED_MS);
    });
  };
  const idle = setInterval(() => {
    if (!document.hidden) pace.ask();
  }, IDLE_MS);
  document.addEventListener("visibilitychange", follow);
  follow();
  return () => {
    document.removeEventListener("visibilitychange", follow);
    clearInterval(idle);
    clearTimeout(again);
    pace.stop();
    stream?.close();
    onLost(false);
  };
}

/** A server that stores all the time is asked this often at most, and never more than a third of its time. */
const PACE_MS = 900;

/** Runs something when it is asked to, one run after the other, and once more when asked during a run. */
class Pace {
  readonly #run: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isAsked = false;
  #notBefore = 0;

  constructor(run: () => Promise<void>) {
    this.#run = run;
  }

  ask(): void {
    this.#isAsked = true;
    if (this.#isRunning) return;
    this.#timer ??= setTimeout(() => void this.#start(), Math.max(SOON_MS, this.#notBefore - Date.now()));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isAsked = false;
  }

  async #start(): Promise<void> {
    const startedAt = Date.now();
    this.#timer = undefined;
    this.#isAsked = false;
    this.#isRunning = true;
    await this.#run();
    this.#isRunning = false;
    this.#notBefore = startedAt + Math.max(PACE_MS, 3 * (Date.now() - startedAt));
    if (this.#isAsked) this.ask();
  }
}
