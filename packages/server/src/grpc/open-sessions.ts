import type { Http2Server, ServerHttp2Session } from "node:http2";

/** How long a connection may be silent. */
export interface SilenceRules {
  /** Then its client is asked whether it is still there. */
  readonly askAfterMs: number;
  /** No answer for so long, and the connection is cut. */
  readonly answerWithinMs: number;
  /** A client that is there but has made no call for so long is told to come anew when it has one. */
  readonly closeAfterMs: number;
}

/** Exporters send every few seconds; a load balancer forgets a silent connection after a minute or more. */
export const DEFAULT_SILENCE_RULES: SilenceRules = {
  askAfterMs: 60_000,
  answerWithinMs: 20_000,
  closeAfterMs: 1_800_000,
};

/** The connections to a server, those of clients that are gone not among them for long. */
export class OpenSessions {
  readonly #rules: SilenceRules;
  readonly #open = new Set<ServerHttp2Session>();

  constructor(server: Http2Server, rules: SilenceRules) {
    this.#rules = rules;
    server.on("session", (session) => this.#watch(session));
  }

  /** Each takes no more calls, and ends with its last one. */
  close(): void {
    for (const session of this.#open) session.close();
  }

  /** Ends them all at once. */
  cut(): void {
    for (const session of this.#open) session.destroy();
  }

  #watch(session: ServerHttp2Session): void {
    this.#open.add(session);
    session.once("close", () => this.#open.delete(session));
    // What a client does to its own connection is no concern of anybody else.
    session.on("error", () => session.destroy());
    endWhenSilent(session, this.#rules);
  }
}

function endWhenSilent(session: ServerHttp2Session, rules: SilenceRules): void {
  const { askAfterMs, answerWithinMs, closeAfterMs } = rules;
  let openCalls = 0;
  let silentMs = 0;
  let cut: NodeJS.Timeout | undefined;
  session.on("stream", (stream) => {
    openCalls += 1;
    silentMs = 0;
    stream.once("close", () => {
      openCalls -= 1;
    });
  });
  session.once("close", () => clearTimeout(cut));
  session.on("timeout", () => {
    silentMs = openCalls === 0 ? silentMs + askAfterMs : 0;
    if (silentMs >= closeAfterMs) session.close();
    if (session.closed || session.destroyed) return;
    cut = setTimeout(() => session.destroy(), answerWithinMs);
    session.ping(() => {
      clearTimeout(cut);
      if (!session.destroyed) session.setTimeout(askAfterMs);
    });
  });
  session.setTimeout(askAfterMs);
}
