import { canonicalProvider } from "@breakwater/core/pricing/provider-id";
import type { MetadataValue } from "@breakwater/core/record/span-record";
import { redactSecrets } from "@breakwater/core/redact/secrets";
import { truncateCodePoints } from "@breakwater/core/redact/truncate";
import { property, textOf } from "@breakwater/core/usage/untyped";
import type { RunContext } from "../calls/open-run.ts";
import type { CallContext } from "../context/call-context.ts";

/** Metadata kept per record. */
const MAX_METADATA_KEYS = 32;
const MAX_METADATA_LENGTH = 512;
const MAX_TAGS = 32;
const MAX_ID_LENGTH = 256;

/** What LangChain and LangGraph add on their own behalf: of no use to the reader of a record. */
const INTERNAL_METADATA = /^(ls_|lc_|langgraph_|__pregel|checkpoint|versions$|revision_id$|timeoutMs$)/;
const INTERNAL_TAG = /^(seq:step|map:key|graph:step|retry:attempt|langsmith:|branch:|condition:)/;
const RETRY_TAG = "retry:attempt:";

/** Spellings under which applications name the same thing, in order of preference. */
const USER_NAMES = ["userId", "user_id", "user"];
const SESSION_NAMES = ["sessionId", "session_id", "thread_id", "conversation_id"];
const QUERY_TYPE_NAMES = ["queryType", "query_type"];
const OWN_FIELDS = new Set([
  ...USER_NAMES,
  ...SESSION_NAMES,
  ...QUERY_TYPE_NAMES,
  "environment",
  "timestamp",
]);

/** Who and what a run is for, from the tags and metadata of its start event. */
export function contextOf(tags: unknown, metadata: unknown): RunContext {
  const userId = firstText(metadata, USER_NAMES);
  const sessionId = firstText(metadata, SESSION_NAMES);
  const queryType = firstText(metadata, QUERY_TYPE_NAMES);
  const environment = firstText(metadata, ["environment"]);
  const kept = keptMetadata(metadata);
  const keptTags = userTags(tags);
  return {
    ...(environment !== undefined && { environment }),
    ...(userId !== undefined && { userId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(queryType !== undefined && { queryType }),
    ...(keptTags && { tags: keptTags }),
    ...(kept && { metadata: kept }),
  };
}

/** A context that the application gave, with the limits of a record. */
export function runContextOf({ tags, metadata, ...named }: CallContext): RunContext {
  return contextOf(tags, { ...metadata, ...named });
}

/** The number of the try, when a retry wrapper makes the call. */
export function attemptOf(tags: unknown): number | undefined {
  if (!Array.isArray(tags)) return undefined;
  for (const tag of tags) {
    if (typeof tag !== "string" || !tag.startsWith(RETRY_TAG)) continue;
    const attempt = Number(tag.slice(RETRY_TAG.length));
    return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : undefined;
  }
  return undefined;
}

/** The name of a step: the one its run was given, else that of its class. */
export function nameOf(runName: unknown, serialized: unknown, fallback: string): string {
  const given = textOf(runName) ?? textOf(property(serialized, "name"));
  if (given !== undefined) return truncateCodePoints(given, MAX_ID_LENGTH);
  const id = property(serialized, "id");
  return (Array.isArray(id) ? textOf(id.at(-1)) : undefined) ?? fallback;
}

/** The model call's own facts, which LangChain puts among the metadata. */
export function modelFacts(metadata: unknown, invocationParams: unknown) {
  const provider = textOf(property(metadata, "ls_provider"));
  const requestModel =
    textOf(property(metadata, "ls_model_name")) ??
    textOf(property(invocationParams, "model")) ??
    textOf(property(invocationParams, "model_name"));
  const serviceTier = textOf(property(invocationParams, "service_tier"));
  return {
    ...(provider !== undefined && { provider: canonicalProvider(provider) }),
    ...(requestModel !== undefined && { requestModel: truncateCodePoints(requestModel, MAX_ID_LENGTH) }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

function firstText(metadata: unknown, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = property(metadata, name);
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    const text = textOf(value);
    if (text !== undefined)
      return text.length > MAX_ID_LENGTH ? truncateCodePoints(text, MAX_ID_LENGTH) : text;
  }
  return undefined;
}

function userTags(tags: unknown): string[] | undefined {
  if (!Array.isArray(tags)) return undefined;
  const kept = tags.filter((tag): tag is string => typeof tag === "string" && !INTERNAL_TAG.test(tag));
  return kept.length === 0
    ? undefined
    : kept.slice(0, MAX_TAGS).map((tag) => truncateCodePoints(tag, MAX_ID_LENGTH));
}

function keptMetadata(metadata: unknown): Record<string, MetadataValue> | undefined {
  if (typeof metadata !== "object" || metadata === null) return undefined;
  let kept: Record<string, MetadataValue> | undefined;
  let count = 0;
  for (const name in metadata) {
    if (OWN_FIELDS.has(name) || INTERNAL_METADATA.test(name)) continue;
    const value = metadataValue(property(metadata, name));
    if (value === undefined) continue;
    kept ??= {};
    kept[name] = value;
    count += 1;
    if (count >= MAX_METADATA_KEYS) break;
  }
  return kept;
}

function metadataValue(value: unknown): MetadataValue | undefined {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "string":
      return truncateCodePoints(redactSecrets(value), MAX_METADATA_LENGTH);
    case "bigint":
      return String(value);
    case "object":
      return jsonValue(value);
    default:
      return undefined;
  }
}

function jsonValue(value: object | null): string | undefined {
  if (value === null) return undefined;
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : truncateCodePoints(redactSecrets(text), MAX_METADATA_LENGTH);
  } catch {
    return undefined;
  }
}
