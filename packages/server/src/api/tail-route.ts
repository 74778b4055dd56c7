import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Clock } from "@breakwater/core/time/clock";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { QueryContext } from "../query/query-context.ts";
import { matchesFilter } from "../query/tail/matches-filter.ts";
import { CommitFeed, type FeedListener } from "../storage/commit-feed.ts";
import { hasPayload } from "../storage/span-row.ts";
import type { ApiEnvironment } from "./api-environment.ts";
import { apiErrorResponses } from "./api-errors.ts";
import { filterOfList, listParameters } from "./list-parameters.ts";

/** How often a stream says that it is alive; proxies close streams that are silent for longer. */
const HEARTBEAT_MS = 15_000;

const route = createRoute({
  method: "get",
  path: "/tail",
  summary: "Spans as they are stored, as server-sent events, without payloads",
  description:
    "Events: `span` (a span record), `dropped` (`{count}`: the reader was too slow for these). Comments are " +
    "heartbeats. What was missed while disconnected is not sent again: ask `/spans` for it. With several servers on " +
    "one store, each tells of what it stored itself.",
  request: { query: listParameters.omit({ from: true, to: true, order: true, limit: true, cursor: true }) },
  responses: {
    200: { description: "The stream", content: { "text/event-stream": { schema: { type: "string" } } } },
    ...apiErrorResponses,
  },
});

/** `GET /tail`. */
export function tailRoute({ clock, feed = new CommitFeed() }: QueryContext) {
  return new OpenAPIHono<ApiEnvironment>().openapi(route, (request) => {
    const filter = filterOfList(request.req.valid("query"), request.get("project"), clock.now());
    const listener = feed.listen((span) => matchesFilter(span, filter));
    if (listener === undefined) {
      const message = "Too many readers follow already: close one, or ask /spans every few seconds.";
      return request.json({ error: { code: "BW_TOO_MANY_READERS", message } }, 503);
    }
    request.header("x-accel-buffering", "no");
    return streamSSE(request, (stream) => follow(stream, listener, clock));
  });
}

async function follow(stream: SSEStreamingApi, listener: FeedListener, clock: Clock): Promise<void> {
  stream.onAbort(() => listener.close());
  try {
    // Tells the reader, and proxies between, that the stream is open.
    await stream.write(": following\n\n");
    while (!stream.aborted) {
      await firstOf(listener.wait(), clock);
      const { spans, dropped } = listener.take();
      if (dropped > 0) await stream.writeSSE({ event: "dropped", data: JSON.stringify({ count: dropped }) });
      for (const { record } of spans) await stream.writeSSE({ event: "span", data: textOf(record) });
      if (spans.length === 0 && !stream.aborted) await stream.write(": alive\n\n");
    }
  } finally {
    listener.close();
  }
}

/** Until there is something to tell, or until it is time for a sign of life. */
async function firstOf(ready: Promise<void>, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = clock.setTimer(resolve, HEARTBEAT_MS);
    void ready.then(() => {
      clock.clearTimer(timer);
      resolve();
    });
  });
}

function textOf(record: SpanRecord): string {
  const { input: _, output: __, ...rest } = record;
  return JSON.stringify({ ...rest, hasPayload: hasPayload(record) });
}
