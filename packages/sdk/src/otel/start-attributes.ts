import { outputCap } from "@breakwater/core/usage/max-output";
import { arrayOf, countOf, property } from "@breakwater/core/usage/untyped";
import type { Attributes } from "@opentelemetry/api";
import type { RunStart } from "../calls/open-run.ts";
import type { CallFacts } from "./call-facts.ts";
import { GENERAL_ATTRIBUTE, NEW_ATTRIBUTE, OLD_ATTRIBUTE, SHARED_ATTRIBUTE } from "./conventions.ts";
import type { EmissionChoice } from "./emission-choice.ts";
import { presentAttributes } from "./present-attributes.ts";
import { oldSystemOf } from "./provider-names.ts";

/** Sequences kept of a request; more are of no use to a reader. */
const MAX_STOP_SEQUENCES = 16;

/** What is known when a run starts: samplers decide by these. */
export function startAttributes(start: RunStart, facts: CallFacts, choice: EmissionChoice): Attributes {
  const { kind, name, call } = start;
  return presentAttributes({
    [SHARED_ATTRIBUTE.operation]: facts.operation,
    ...(call && providerAttributes(call.provider, choice)),
    [SHARED_ATTRIBUTE.requestModel]: call?.requestModel,
    [SHARED_ATTRIBUTE.toolName]: kind === "tool" ? name : undefined,
    [SHARED_ATTRIBUTE.agentName]: kind === "agent" ? name : undefined,
    [GENERAL_ATTRIBUTE.serverAddress]: facts.server?.address,
    [GENERAL_ATTRIBUTE.serverPort]: facts.server?.port,
  });
}

/** The provider under the names that are asked for. */
export function providerAttributes(
  provider: string | undefined,
  { emitsNew, emitsOld }: EmissionChoice,
): Attributes {
  return presentAttributes({
    [NEW_ATTRIBUTE.provider]: emitsNew ? provider : undefined,
    [OLD_ATTRIBUTE.system]: emitsOld && provider !== undefined ? oldSystemOf(provider) : undefined,
  });
}

/** The settings of a model call, as far as its request can be read. */
export function requestAttributes({ kind, call }: RunStart, { emitsNew }: EmissionChoice): Attributes {
  const asked = call?.request.invocationParams;
  if (kind !== "llm" || typeof asked !== "object" || asked === null) return {};
  const { cap, choices } = outputCap(asked);
  return presentAttributes({
    [SHARED_ATTRIBUTE.maxTokens]: cap === undefined ? undefined : cap / choices,
    [SHARED_ATTRIBUTE.choiceCount]: choices === 1 ? undefined : choices,
    [SHARED_ATTRIBUTE.temperature]: settingOf(asked, ["temperature"]),
    [SHARED_ATTRIBUTE.topP]: settingOf(asked, ["top_p", "topP"]),
    [SHARED_ATTRIBUTE.topK]: settingOf(asked, ["top_k", "topK"]),
    [SHARED_ATTRIBUTE.frequencyPenalty]: settingOf(asked, ["frequency_penalty", "frequencyPenalty"]),
    [SHARED_ATTRIBUTE.presencePenalty]: settingOf(asked, ["presence_penalty", "presencePenalty"]),
    [SHARED_ATTRIBUTE.seed]: countOf(property(asked, "seed")),
    [SHARED_ATTRIBUTE.stopSequences]: stopSequences(asked),
    [NEW_ATTRIBUTE.isStream]: emitsNew && property(asked, "stream") === true ? true : undefined,
  });
}

function settingOf(asked: unknown, names: readonly string[]): number | undefined {
  for (const place of [asked, property(asked, "generationConfig"), property(asked, "inferenceConfig")]) {
    for (const name of names) {
      const value = property(place, name);
      if (typeof value === "number" && Number.isFinite(value)) return value;
    }
  }
  return undefined;
}

function stopSequences(asked: unknown): string[] | undefined {
  const given = property(asked, "stop") ?? property(asked, "stop_sequences");
  const texts = (typeof given === "string" ? [given] : arrayOf(given)).filter(
    (text): text is string => typeof text === "string",
  );
  return texts.length === 0 ? undefined : texts.slice(0, MAX_STOP_SEQUENCES);
}
