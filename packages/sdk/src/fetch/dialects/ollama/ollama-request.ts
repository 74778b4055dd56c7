import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { arrayOf, objectOf, property } from "@breakwater/core/usage/untyped";
import type { JsonObject } from "../../dialect.ts";

/** A chat in the shape of which bounds are computed. */
export function chatRequest(body: JsonObject, model: string | undefined): LangChainRequest {
  const messages = arrayOf(body["messages"]).map((message) => {
    const fields = objectOf(message) ?? {};
    const texts = [fields["content"], fields["thinking"], fields["tool_name"]];
    return {
      ...fields,
      content: [...texts.filter((text) => typeof text === "string"), ...imagesOf(message)],
    };
  });
  return { messages, invocationParams: body, model };
}

/**
 * A prompt to go on with, in the same shape. `context` is what an earlier answer gave: the tokens of the conversation
 * so far, as numbers.
 */
export function generateRequest(body: JsonObject, model: string | undefined): LangChainRequest {
  const { prompt, ...invocationParams } = body;
  const prompts = [prompt, body["suffix"], body["template"], body["context"]];
  return { messages: [{ content: imagesOf(body) }], prompts, invocationParams, model };
}

/** Images are base64 in a list beside the text. */
function imagesOf(holder: unknown): { readonly type: string }[] {
  return arrayOf(property(holder, "images")).map(() => ({ type: "image" }));
}
