import { createRealClock } from "@breakwater/testkit/real-clock";
import { startWebhookSink, type WebhookSink } from "@breakwater/testkit/webhook-sink";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createNotifier } from "../../notifier.ts";
import { buildAlert, buildNotification } from "../../testing/notification.ts";
import { signatureHeader } from "./signature.ts";
import { webhookReceiver } from "./webhook-receiver.ts";

const NEVER = new AbortController().signal;
const clock = createRealClock();
let sink: WebhookSink;

beforeEach(async () => {
  sink = await startWebhookSink();
});
afterEach(() => sink.close());

function receiverFor(url: string) {
  return webhookReceiver.create({ type: "webhook", url, signingSecret: "quay" }, { clock });
}

it("reaches a real server with a body that matches its signature", async () => {
  expect(await receiverFor(`${sink.url}/in`).deliver(buildNotification(), NEVER)).toEqual({
    kind: "delivered",
  });
  const [post] = sink.accepted;
  expect(post?.body).toMatchObject({ version: "4", status: "firing", alerts: [{ status: "firing" }] });
  const header = String(post?.headers["x-breakwater-signature"]);
  const signedAt = Number(/t=(\d+)/.exec(header)?.[1]) * 1_000;
  expect(header).toBe(signatureHeader(post?.bodyText ?? "", "quay", signedAt));
});

it("does not follow a redirection, so that no secret reaches another place", async () => {
  const elsewhere = await startWebhookSink();
  const redirecting = await startWebhookSink({
    respond: () => ({ status: 307, headers: { location: elsewhere.url } }),
  });
  const outcome = await receiverFor(redirecting.url).deliver(buildNotification(), NEVER);
  expect(outcome).toMatchObject({ kind: "rejected", reason: expect.stringContaining("not followed") });
  expect(elsewhere.received).toEqual([]);
  await Promise.all([elsewhere.close(), redirecting.close()]);
});

it("no one at the address is retryable, and the reason shows no secret of it", async () => {
  const { port } = new URL(sink.url);
  await sink.close();
  const outcome = await receiverFor(`http://u:s3cr3t@127.0.0.1:${port}/x?key=s3cr3t`).deliver(
    buildNotification(),
    NEVER,
  );
  expect(outcome).toMatchObject({ kind: "retryable", reason: expect.stringContaining("ECONNREFUSED") });
  expect(JSON.stringify(outcome)).not.toContain("s3cr3t");
});

it("a server that hangs lets go of the connection when the attempt is cut off", async () => {
  sink.hang();
  const controller = new AbortController();
  const outcome = receiverFor(sink.url).deliver(buildNotification(), controller.signal);
  await sink.waitFor(1);
  controller.abort();
  expect((await outcome).kind).toBe("retryable");
});

it("a server that refuses twice gets the news at the third attempt", async () => {
  let posts = 0;
  const refusing = await startWebhookSink({
    respond: () => {
      posts += 1;
      return { status: posts <= 2 ? 503 : 200 };
    },
  });
  const notifier = createNotifier({
    clock,
    random: () => 0,
    receivers: [receiverFor(refusing.url)],
    grouping: { waitMs: 0 },
  });
  notifier.post([buildAlert()]);
  await refusing.waitForAccepted(1);
  expect(await notifier.close(10_000)).toMatchObject({ delivered: 1, pending: 0, failed: 0 });
  expect(refusing.received.map(({ status }) => status)).toEqual([503, 503, 200]);
  await refusing.close();
});
