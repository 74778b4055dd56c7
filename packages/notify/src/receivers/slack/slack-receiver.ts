import { z } from "zod";
import { createScrubber } from "../../http/known-secrets.ts";
import { postJson, type ReceiverEdge } from "../../http/post-json.ts";
import type { DeliveryOutcome, Receiver } from "../../receiver.ts";
import { defineReceiver, httpUrlSchema, receiverNameSchema } from "../receiver-kind.ts";
import { slackMessage } from "./slack-message.ts";

/** Slack takes at most 50 blocks a message; one is the footer. */
const MAX_ALERTS = 49;

/** Configuration of a Slack channel. */
export const slackConfigSchema = z.strictObject({
  type: z.literal("slack"),
  name: receiverNameSchema.default("slack"),
  /** Address of an incoming webhook; whoever knows it can post, so it is a secret. */
  url: httpUrlSchema.refine((url) => !/\/\/[^/]*@/.test(url), {
    error: "expected a URL without credentials",
  }),
  /** Alerts told one by one in a message; the rest is a number. */
  maxAlerts: z.int().min(1).max(MAX_ALERTS).default(10),
});

/** A Slack channel's configuration with its defaults. */
export type SlackConfig = z.output<typeof slackConfigSchema>;

/** Makes a receiver that posts to an incoming webhook of Slack, or of a service that speaks its format. */
function createSlackReceiver(config: SlackConfig, edge: ReceiverEdge): Receiver {
  const { name, url, maxAlerts } = config;
  const scrubber = createScrubber(url, []);
  return {
    name,
    async deliver(notification, signal) {
      const body = JSON.stringify(slackMessage(notification, maxAlerts));
      const result = await postJson({ url, headers: {}, body, signal, scrubber }, edge);
      if (result.kind !== "answered") return result;
      return isAcceptance(result.body)
        ? { kind: "delivered" }
        : notSlack(
            `${scrubber.shownUrl} answered 200, but not as Slack does: ${scrubber.scrub(result.body)}`,
          );
    },
  };
}

/** Slack says `ok`; services that speak its format say that, nothing, or JSON. A web page is a proxy's log-in form. */
function isAcceptance(body: string): boolean {
  const text = body.trim();
  return (
    text === "" ||
    text.toLowerCase() === "ok" ||
    (text.startsWith("{") && !/"(?:ok|success)"\s*:\s*false/.test(text))
  );
}

/** Not retried: if the message did arrive after all, each retry would be one more of it. */
function notSlack(reason: string): DeliveryOutcome {
  return { kind: "rejected", reason: reason.slice(0, 300) };
}

/** Posts to a channel through an incoming webhook. */
export const slackReceiver = defineReceiver({
  type: "slack",
  schema: slackConfigSchema,
  example: { type: "slack", url: "https://hooks.slack.com/services/T000/B000/s3cr3tXXXXXXXXXXXXXXXXXX" },
  create: createSlackReceiver,
});
