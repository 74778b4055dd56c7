import { canonicalProvider } from "@breakwater/core/pricing/provider-id";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import { arrayOf, countOf, property, textOf } from "@breakwater/core/usage/untyped";
import type { ModelCall } from "../calls/open-run.ts";
import { addedThinkingTokens } from "./added-thinking.ts";
import { cornerText } from "./provider-corners.ts";

/** A model as the AI SDK names it. */
export interface ModelName {
  /** Such as `openai.responses`. */
  readonly provider: string;
  readonly modelId: string;
}

/** Vercel's gateway names the provider in front of the model. */
const GATEWAY = "gateway";
const MAX_MODEL_LENGTH = 256;

/** A language model's call, from the options that the AI SDK hands to it. */
export function languageModelCall(name: ModelName, options: unknown): ModelCall {
  const facts = modelFacts(name);
  const serviceTier = cornerText(property(options, "providerOptions"), "serviceTier");
  return {
    ...facts,
    ...(serviceTier !== undefined && { serviceTier }),
    request: {
      messages: measurable(property(options, "prompt")),
      invocationParams: {
        maxOutputTokens: wholeCap(name, options),
        tools: property(options, "tools"),
        response_format: property(options, "responseFormat"),
      },
      model: facts.requestModel,
    },
  };
}

/** The cap as it is sent, thinking included; undefined where none can be told. */
function wholeCap({ modelId }: ModelName, options: unknown): number | undefined {
  const cap = countOf(property(options, "maxOutputTokens"));
  const thinking = addedThinkingTokens(modelId, options);
  return cap === undefined || thinking === undefined ? undefined : cap + thinking;
}

/** As `languageModelCall`, from a telemetry event, which leaves out the format that is asked of the answer. */
export function observedModelCall(name: ModelName, event: unknown, responseFormat: unknown): ModelCall {
  const instructions = property(event, "instructions");
  const system = Array.isArray(instructions) ? instructions : [instructions ?? ""];
  const prompt =
    property(event, "recordInputs") === false
      ? [HIDDEN]
      : [...system, ...arrayOf(property(event, "messages"))];
  return languageModelCall(name, {
    prompt,
    maxOutputTokens: property(event, "maxOutputTokens"),
    tools: property(event, "tools"),
    providerOptions: property(event, "providerOptions"),
    responseFormat,
  });
}

/** A message of unknown size: the application keeps its inputs from telemetry. */
const HIDDEN = { role: "user", content: [{ type: "file" }] };

/** An embedding model writes nothing; a cap of 0 would count as none. */
const NO_OUTPUT = { maxOutputTokens: 1 };

/** An embedding model's call. */
export function embeddingModelCall(name: ModelName, values: unknown): ModelCall {
  const facts = modelFacts(name);
  const prompts = Array.isArray(values) ? values : [values];
  return { ...facts, request: { prompts, invocationParams: NO_OUTPUT, model: facts.requestModel } };
}

function modelFacts({ provider, modelId }: ModelName): { provider: string; requestModel: string } {
  const slash = modelId.indexOf("/");
  const seller = provider === GATEWAY && slash > 0 ? modelId.slice(0, slash) : provider;
  return {
    provider: canonicalProvider(seller),
    requestModel: truncateCodePoints(modelId, MAX_MODEL_LENGTH),
  };
}

/** Messages with images and sound named as such: the AI SDK calls them all files. */
function measurable(prompt: unknown): unknown {
  return arrayOf(prompt).map((message) => {
    const content = property(message, "content");
    return Array.isArray(content)
      ? { role: property(message, "role"), content: content.map(measurablePart) }
      : message;
  });
}

function measurablePart(part: unknown): unknown {
  const mediaType = textOf(property(part, "mediaType")) ?? "";
  if (property(part, "type") === "image" || mediaType.startsWith("image/")) return { type: "image" };
  if (!mediaType.startsWith("audio/")) return part;
  const data = property(part, "data");
  return { type: "audio", data: typeof data === "string" ? data : undefined };
}
