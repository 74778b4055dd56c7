import { z } from "zod";
import type { ReceiverEdge } from "../http/post-json.ts";
import type { Receiver } from "../receiver.ts";
import { slackReceiver } from "./slack/slack-receiver.ts";
import { webhookReceiver } from "./webhook/webhook-receiver.ts";

/** All kinds of receivers, one line each. */
export const RECEIVER_KINDS = [
  slackReceiver, //
  webhookReceiver,
] as const;

type Schemas<Kinds> = {
  -readonly [Index in keyof Kinds]: Kinds[Index] extends { readonly schema: infer Schema } ? Schema : never;
};

/** Configuration of a receiver of any kind, told apart by `type`. */
export const receiverConfigSchema = z.discriminatedUnion(
  "type",
  RECEIVER_KINDS.map(({ schema }) => schema) as Schemas<typeof RECEIVER_KINDS>,
);

/** A receiver's configuration with its defaults. */
export type ReceiverConfig = z.output<typeof receiverConfigSchema>;

/** Makes the receiver that a configuration describes. @throws RangeError when no kind has its type. */
export function createReceiver(config: ReceiverConfig, edge: ReceiverEdge): Receiver {
  const kind = RECEIVER_KINDS.find(({ type }) => type === config.type);
  if (kind === undefined) throw new RangeError(`there is no alert receiver of the type ${config.type}`);
  return kind.create(config, edge);
}
