import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { objectOf, property } from "@breakwater/core/usage/untyped";
import type { JsonObject } from "../../dialect.ts";

/** A request to generate in the shape of which bounds are computed. */
export function generateRequest(body: JsonObject, model: string | undefined): LangChainRequest {
  const system = body["systemInstruction"] ?? body["system_instruction"];
  return {
    messages: [...contentsOf(system), ...contentsOf(body["contents"])],
    invocationParams: body,
    model,
  };
}

/** A request to embed: one content, a batch of them, or the instances of Vertex's older way. */
export function embedRequest(body: JsonObject, model: string | undefined): LangChainRequest {
  const batch = listOf(body["requests"]).flatMap((request) => contentsOf(property(request, "content")));
  const titles = [body, ...listOf(body["requests"])].map((request) => property(request, "title"));
  const instances = listOf(body["instances"]).flatMap((instance) => [
    property(instance, "content"),
    property(instance, "title"),
  ]);
  return {
    messages: [...contentsOf(body["content"]), ...batch],
    prompts: [...titles, ...instances],
    invocationParams: {},
    model,
  };
}

/** Contents as messages with parts. Google's JSON takes one element for a list of one. */
function contentsOf(contents: unknown): unknown[] {
  return listOf(contents).map((content) => {
    const parts = property(content, "parts");
    return { content: objectOf(content) === undefined ? content : listOf(parts) };
  });
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}
