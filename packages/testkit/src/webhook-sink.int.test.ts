import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeClock } from "./fake-clock.ts";
import { startWebhookSink, type WebhookSink } from "./webhook-sink.ts";

let sink: WebhookSink;
beforeEach(async () => {
  sink = await startWebhookSink();
});
afterEach(() => sink.close());

function post(body: string, path = "/hook"): Promise<Response> {
  return fetch(`${sink.url}${path}`, { method: "POST", body, headers: { "x-signature": "abc" } });
}

test("a post is recorded with path, headers, exact text and parsed body", async () => {
  const response = await post('{ "a": 1 }', "/services/T0?x=1");
  expect([response.status, await response.text()]).toEqual([200, "ok"]);
  const [received] = await sink.waitFor(1);
  expect(received).toMatchObject({
    path: "/services/T0?x=1",
    body: { a: 1 },
    bodyText: '{ "a": 1 }',
    status: 200,
  });
  expect(received?.headers["x-signature"]).toBe("abc");
});

test("a body that is no JSON is kept as text, and other methods are refused and not recorded", async () => {
  await post("payload=x");
  expect(sink.received[0]).toMatchObject({ bodyText: "payload=x", body: undefined });
  expect((await fetch(sink.url)).status).toBe(405);
  expect(sink.received).toHaveLength(1);
});

test("while it fails it answers the status and Retry-After; recovered, it accepts again", async () => {
  sink.fail(429, { retryAfter: 7 });
  const refused = await post("{}");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
  sink.fail(500);
  expect((await post("{}")).headers.get("retry-after")).toBeNull();
  expect(sink.accepted).toHaveLength(0);
  sink.recover();
  await post("{}");
  expect(await sink.waitForAccepted(1)).toHaveLength(1);
  expect(sink.received.map(({ status }) => status)).toEqual([429, 500, 200]);
});

test("while it hangs it records the post and never answers", async () => {
  sink.hang();
  const sender = new AbortController();
  const pending = fetch(sink.url, { method: "POST", body: "{}", signal: sender.signal });
  await sink.waitFor(1);
  sender.abort();
  await expect(pending).rejects.toThrow("aborted");
  expect(sink.received[0]?.status).toBe(0);
});

test("waiters are told when the sink closes, and a hanging sender is let go", async () => {
  const other = await startWebhookSink({ respond: () => "hang" });
  const waiting = expect(other.waitFor(2)).rejects.toThrow("closed");
  const sending = expect(fetch(other.url, { method: "POST", body: "{}" })).rejects.toThrow();
  await other.waitFor(1);
  await other.close();
  await Promise.all([waiting, sending]);
});

test("memory is bounded: the oldest posts go first", async () => {
  const small = await startWebhookSink({ maxReceived: 2 });
  for (const body of ["1", "2", "3"]) await fetch(small.url, { method: "POST", body });
  expect(small.received.map(({ body }) => body)).toEqual([2, 3]);
  await small.close();
});

test("a sender driven by a fake clock reaches the sink: advance, then await the sink", async () => {
  const clock = createFakeClock();
  clock.setTimer(() => void post('{"from":"timer"}'), 60_000);
  await clock.advance(60_000);
  expect((await sink.waitFor(1))[0]?.body).toEqual({ from: "timer" });
});
