import { z } from "zod";
import type { ReceiverEdge } from "../http/post-json.ts";
import type { Receiver } from "../receiver.ts";

/** A kind of receiver: how it is configured and made. */
export interface ReceiverKind<Type extends string, Schema extends z.ZodType> {
  /** The value of `type` in the configuration, and the name of the receiver's folder. */
  readonly type: Type;
  readonly schema: Schema;
  /** A configuration as a user would write it; every secret in it contains `s3cr3t`, which no reason may. */
  readonly example: z.input<Schema>;
  /** Makes the receiver. @throws ZodError when the configuration is not one of this kind. */
  create(configuration: unknown, edge: ReceiverEdge): Receiver;
}

/** Declares a kind of receiver in its own types. */
export function defineReceiver<Type extends string, Schema extends z.ZodType>(kind: {
  readonly type: Type;
  readonly schema: Schema;
  readonly example: z.input<Schema>;
  readonly create: (config: z.output<Schema>, edge: ReceiverEdge) => Receiver;
}): ReceiverKind<Type, Schema> {
  return { ...kind, create: (configuration, edge) => kind.create(kind.schema.parse(configuration), edge) };
}

/** An `http:` or `https:` URL. Messages about it do not repeat it: it may hold a secret. */
export const httpUrlSchema = z.url({
  protocol: /^https?$/,
  error: "expected a URL that begins with https:// or http://",
});

/** Name of a receiver: told to the receiver, shown in reports, unique in a configuration. */
export const receiverNameSchema = z.string().trim().min(1).max(100);
