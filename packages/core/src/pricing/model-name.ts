import { canonicalProvider, catalogueProvider, isGateway } from "./provider-id.ts";

/** One way to look a model up. */
export interface ModelCandidate {
  /** As given or as named by the model's prefix; undefined leaves the choice to the model's name. */
  readonly provider?: string;
  readonly model: string;
  /** Why a price found this way is a guess; goes into the flags of the cost. */
  readonly flag?: "provider_from_model_name" | "price_of_undated_model";
}

/** A trailing snapshot date or version, such as `-2024-07-18`, `-20250514`, `@20250514` or `@001`. */
const SNAPSHOT = /(?:[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})|@\d{3}|@latest|-latest)$/;

/** Resource paths in front of a model: `models/x`, `publishers/google/models/x`, a Bedrock ARN. */
const RESOURCE_PATH = /^(?:models\/|(?:projects|publishers)\/.+\/models\/|arn:aws[^/]*\/)/;

/**
 * The names under which to look a model up, best first: as given, then without resource path, without the
 * prefix that names a provider (`azure/`, `openrouter/`), and last without the date of the snapshot. A
 * fine-tuned model (`ft:`) is never looked up by its base model, which costs less.
 */
export function modelCandidates(provider: string | undefined, model: string): ModelCandidate[] {
  const name = model.trim();
  const candidates: ModelCandidate[] = [candidate(provider, name)];
  const plain = name.replace(RESOURCE_PATH, "");
  if (plain !== name) candidates.push(candidate(provider, plain));
  candidates.push(...prefixCandidates(provider, plain));
  return [...candidates, ...candidates.flatMap(withoutSnapshot)];
}

function candidate(provider: string | undefined, model: string): ModelCandidate {
  return provider === undefined ? { model } : { provider, model };
}

function prefixCandidates(provider: string | undefined, name: string): ModelCandidate[] {
  const slash = name.indexOf("/");
  if (slash <= 0 || slash === name.length - 1) return [];
  const prefix = name.slice(0, slash);
  const rest = name.slice(slash + 1);
  const deeper = rest.slice(rest.lastIndexOf("/") + 1);
  const tails = deeper === rest ? [rest] : [rest, deeper];
  if (catalogueProvider(prefix) === undefined) {
    return provider !== undefined && isGateway(provider)
      ? []
      : tails.map((tail) => candidate(provider, tail));
  }
  if (provider === undefined) return tails.map((tail) => candidate(prefix, tail));
  if (isSameProvider(provider, prefix)) return tails.map((tail) => candidate(provider, tail));
  if (!isGateway(provider)) return [];
  return tails.map((tail) => ({ provider: prefix, model: tail, flag: "provider_from_model_name" }));
}

function isSameProvider(provider: string, prefix: string): boolean {
  return (
    canonicalProvider(provider) === canonicalProvider(prefix) ||
    catalogueProvider(provider) === catalogueProvider(prefix)
  );
}

function withoutSnapshot(from: ModelCandidate): ModelCandidate[] {
  if (from.model.startsWith("ft:")) return [];
  const model = from.model.replace(SNAPSHOT, "");
  if (model === from.model || model === "") return [];
  return [{ ...from, model, flag: from.flag ?? "price_of_undated_model" }];
}
