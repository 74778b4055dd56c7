import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { arrayOf, objectOf, property, textOf } from "@breakwater/core/usage/untyped";
import type { JsonObject } from "../../dialect.ts";

/** A request of the Responses API in the shape of which bounds are computed. */
export function responsesRequest(body: JsonObject, model: string | undefined): LangChainRequest {
  const { input } = body;
  const messages = typeof input === "string" ? [{ content: input }] : arrayOf(input).map(messageOf);
  // The instructions, tools and formats are at the top of the body, where the bound looks for them.
  return { messages, invocationParams: body, model };
}

/** Messages have a role; every other item is one part of content. */
function messageOf(item: unknown): unknown {
  const fields = objectOf(item);
  if (fields === undefined || fields["role"] !== undefined) return item;
  return { content: [partOf(item)] };
}

function partOf(item: unknown): unknown {
  const type = textOf(property(item, "type")) ?? "";
  if (type.endsWith("_call_output")) {
    const output = property(item, "output");
    // A list of parts, a text, or one part (a screenshot).
    const content = objectOf(output) !== undefined && !Array.isArray(output) ? [output] : output;
    return { type: "tool_result", tool_use_id: property(item, "call_id"), content };
  }
  // The picture goes in again, as a picture and not as the text of its digits.
  return type === "image_generation_call" ? { type: "input_image" } : item;
}
