import { textOf } from "@breakwater/core/usage/untyped";
import type { JsonObject, WireTarget } from "../dialect.ts";
import { pathPart } from "../path-part.ts";

const DEPLOYMENT = /\/deployments\/([^/]+)\//;

/** The model of the body; where it names none, the deployment that Azure has in the path. */
export function openAiModel(body: JsonObject, { url }: WireTarget): string | undefined {
  return textOf(body["model"]) ?? pathPart(url, DEPLOYMENT);
}

/** The tier that a request asks for; `auto` says no more than that the provider chooses, and the answer tells. */
export function askedTier(body: JsonObject): string | undefined {
  const tier = textOf(body["service_tier"]);
  return tier === "auto" ? undefined : tier;
}
