import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { arrayOf, objectOf } from "@breakwater/core/usage/untyped";
import type { JsonObject } from "../../dialect.ts";

/**
 * A chat request in the shape of which bounds are computed: the body has the caps and tools where LangChain's
 * `invocation_params` have them, and the messages carry at the top (`reasoning_content`, `audio`, `refusal`) what
 * LangChain keeps in `additional_kwargs`.
 */
export function chatRequest(body: JsonObject, model: string | undefined): LangChainRequest {
  return {
    messages: arrayOf(body["messages"]).map((message) => {
      const fields = objectOf(message);
      return fields === undefined ? message : { ...fields, additional_kwargs: fields };
    }),
    invocationParams: body,
    model,
  };
}
