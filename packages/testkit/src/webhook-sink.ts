import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@breakwater/core/time/clock";
import { readBody, startLoopbackServer } from "./loopback-server.ts";
import { createRealClock } from "./real-clock.ts";
import { createWaiters } from "./wait-until.ts";

/** One POST that reached the sink, whatever it answered. */
export interface ReceivedPost {
  /** Epoch milliseconds of the sink's clock. */
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The exact text, for checking signatures. */
  readonly bodyText: string;
  /** The parsed JSON; undefined when the text is none. */
  readonly body: unknown;
  /** Status answered; 0 when the sink hung. */
  readonly status: number;
}

/** What the sink answers. */
export interface SinkAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Decides on a POST; `hang` never answers. */
export type SinkRespond = (post: Omit<ReceivedPost, "status">) => SinkAnswer | "hang";

/** How to start a sink. */
export interface WebhookSinkOptions {
  /** Default: 200 with `ok`, as Slack answers. */
  readonly respond?: SinkRespond;
  /** Posts remembered, the newest ones; default 10,000. */
  readonly maxReceived?: number;
  readonly clock?: Clock;
}

/** A local receiver of webhooks that can be down for a while. */
export interface WebhookSink {
  readonly url: string;
  /** All posts, refused ones too, oldest first. */
  readonly received: readonly ReceivedPost[];
  /** The posts answered with 2xx. */
  readonly accepted: readonly ReceivedPost[];
  /** Answers this status until `recover`. `retryAfter` is in seconds. */
  fail(status: number, options?: { readonly retryAfter?: number }): void;
  /** Never answers until `recover`; those already waiting stay without an answer. */
  hang(): void;
  recover(): void;
  /** Resolves with all posts when `count` have come, refused ones too. */
  waitFor(count: number): Promise<readonly ReceivedPost[]>;
  /** Resolves with the accepted posts when there are `count`. */
  waitForAccepted(count: number): Promise<readonly ReceivedPost[]>;
  reset(): void;
  close(): Promise<void>;
}

const DEFAULT_MAX_RECEIVED = 10_000;

/** Starts a sink on 127.0.0.1, on any path. */
export async function startWebhookSink(options: WebhookSinkOptions = {}): Promise<WebhookSink> {
  const clock = options.clock ?? createRealClock();
  const waiters = createWaiters();
  const received: ReceivedPost[] = [];
  const accepted = (): ReceivedPost[] => received.filter(({ status }) => status >= 200 && status < 300);
  let outage: SinkAnswer | "hang" | undefined;

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const bodyText = await readBody(incoming);
    if (incoming.method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    const { url: path = "/", headers } = incoming;
    const post = { at: clock.now(), path, headers, bodyText, body: parsed(bodyText) };
    const answer = outage ?? options.respond?.(post) ?? { status: 200, body: "ok" };
    received.push({ ...post, status: answer === "hang" ? 0 : answer.status });
    if (received.length > (options.maxReceived ?? DEFAULT_MAX_RECEIVED)) received.shift();
    waiters.check();
    if (answer === "hang") return;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = await startLoopbackServer((incoming, response) => {
    // A sender that goes away, or sends too much, is not received.
    receive(incoming, response).catch(() => response.destroy());
  });
  return {
    url: server.url,
    received,
    get accepted() {
      return accepted();
    },
    fail(status, { retryAfter } = {}) {
      outage = {
        status,
        ...(retryAfter === undefined ? {} : { headers: { "retry-after": `${retryAfter}` } }),
      };
    },
    hang() {
      outage = "hang";
    },
    recover() {
      outage = undefined;
    },
    async waitFor(count) {
      await waiters.until(() => received.length >= count);
      return received;
    },
    async waitForAccepted(count) {
      await waiters.until(() => accepted().length >= count);
      return accepted();
    },
    reset() {
      received.length = 0;
      outage = undefined;
    },
    async close() {
      await server.close();
      waiters.abandon("the sink was closed");
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
