import { z } from "zod";
import { createScrubber, percentDecoded } from "../../http/known-secrets.ts";
import { postJson, type ReceiverEdge } from "../../http/post-json.ts";
import type { Receiver } from "../../receiver.ts";
import { defineReceiver, httpUrlSchema, receiverNameSchema } from "../receiver-kind.ts";
import { webhookPayload } from "./payload.ts";
import { SIGNATURE_HEADER, signatureHeader } from "./signature.ts";

const headersSchema = z
  .record(
    z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "expected the name of an HTTP header"),
    z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, "expected the value of an HTTP header, in one line"),
  )
  .refine((headers) => !Object.keys(headers).some((name) => name.toLowerCase() === "content-type"), {
    error: "content-type cannot be changed: the body is JSON",
  });

/** Configuration of a webhook. */
export const webhookConfigSchema = z.strictObject({
  type: z.literal("webhook"),
  name: receiverNameSchema.default("webhook"),
  /** Where to post; credentials in it are sent as a Basic authorization header. */
  url: httpUrlSchema,
  /** Sent with every request, such as `authorization`. */
  headers: headersSchema.default({}),
  /** Shared secret; present = every request is signed. */
  signingSecret: z.string().min(1).optional(),
});

/** A webhook's configuration with its defaults. */
export type WebhookConfig = z.output<typeof webhookConfigSchema>;

/** Makes a receiver that posts Alertmanager's version 4 JSON. */
function createWebhookReceiver(config: WebhookConfig, edge: ReceiverEdge): Receiver {
  const { name, signingSecret } = config;
  const address = new URL(config.url);
  const headers = { ...basicAuthorization(address), ...lowerCaseNames(config.headers) };
  address.username = "";
  address.password = "";
  const secrets = [
    ...Object.values(headers).flatMap(headerSecrets),
    ...(signingSecret ? [signingSecret] : []),
  ];
  const scrubber = createScrubber(config.url, secrets);
  return {
    name,
    async deliver(notification, signal) {
      const body = JSON.stringify(webhookPayload(notification));
      // Signed anew for each attempt: a receiver may refuse an old time.
      const signature =
        signingSecret === undefined
          ? {}
          : { [SIGNATURE_HEADER]: signatureHeader(body, signingSecret, edge.clock.now()) };
      const post = { url: address.href, headers: { ...headers, ...signature }, body, signal, scrubber };
      const result = await postJson(post, edge);
      return result.kind === "answered" ? { kind: "delivered" } : result;
    },
  };
}

/** `fetch` refuses a URL with credentials, so they go into the header that they mean. */
function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const credentials = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials, "utf8").toString("base64")}` };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The value, and what follows a scheme such as `Bearer`. */
function headerSecrets(value: string): readonly string[] {
  const [, credentials] = value.split(/\s+/, 2);
  return credentials === undefined ? [value] : [value, credentials];
}

/** Posts to any HTTP endpoint. */
export const webhookReceiver = defineReceiver({
  type: "webhook",
  schema: webhookConfigSchema,
  example: {
    type: "webhook",
    name: "on-call",
    url: "https://bot:s3cr3t-password@alerts.example.com/hooks/s3cr3t0123456789abcdef?key=s3cr3t-key",
    headers: { "X-Team-Token": "s3cr3t-header" },
    signingSecret: "s3cr3t-signing",
  },
  create: createWebhookReceiver,
});
