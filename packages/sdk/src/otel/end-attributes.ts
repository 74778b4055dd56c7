import { usdFromNanos } from "@breakwater/core/money/nanos";
import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Attributes } from "@opentelemetry/api";
import {
  GENERAL_ATTRIBUTE,
  METADATA_PREFIX,
  NEW_ATTRIBUTE,
  OLD_ATTRIBUTE,
  OWN_ATTRIBUTE,
  SHARED_ATTRIBUTE,
} from "./conventions.ts";
import type { EmissionChoice } from "./emission-choice.ts";
import { presentAttributes } from "./present-attributes.ts";
import { speaksOpenAi } from "./provider-names.ts";

/** What the conventions say of a run that has ended. */
export function endAttributes(record: SpanRecord, choice: EmissionChoice): Attributes {
  return presentAttributes({
    [SHARED_ATTRIBUTE.responseModel]: record.responseModel,
    [SHARED_ATTRIBUTE.conversationId]: record.sessionId,
    [SHARED_ATTRIBUTE.finishReasons]: choice.emitsNew && wasCut(record) ? ["error"] : undefined,
    [GENERAL_ATTRIBUTE.userId]: record.userId,
    [GENERAL_ATTRIBUTE.errorType]: errorTypeOf(record),
    ...usageAttributes(record, choice),
    ...streamAttributes(record, choice),
    ...serviceTierAttributes(record, choice),
  });
}

/** What our record says and the conventions have no name for. */
export function ownAttributes(record: SpanRecord): Attributes {
  const { cost, error } = record;
  return presentAttributes({
    [OWN_ATTRIBUTE.status]: record.status,
    [OWN_ATTRIBUTE.kind]: record.kind,
    [OWN_ATTRIBUTE.name]: record.name,
    [OWN_ATTRIBUTE.project]: record.project,
    [OWN_ATTRIBUTE.environment]: record.environment,
    [OWN_ATTRIBUTE.costUsd]: cost && cost.source !== "unpriced" ? usdFromNanos(cost.totalNanos) : undefined,
    [OWN_ATTRIBUTE.costSource]: cost?.source,
    [OWN_ATTRIBUTE.unpricedReason]: cost?.source === "unpriced" ? cost.reason : undefined,
    [OWN_ATTRIBUTE.usageSource]: record.usageSource,
    [OWN_ATTRIBUTE.serviceTier]: record.serviceTier,
    [OWN_ATTRIBUTE.queryType]: record.queryType,
    [OWN_ATTRIBUTE.tags]: record.tags && [...record.tags],
    [OWN_ATTRIBUTE.attempt]: record.attempt,
    [OWN_ATTRIBUTE.isCached]: record.cached,
    [OWN_ATTRIBUTE.errorName]: error?.type,
    [OWN_ATTRIBUTE.errorCode]: error?.code,
    [OWN_ATTRIBUTE.errorFingerprint]: error?.fingerprint,
    ...denialAttributes(record),
    ...metadataAttributes(record),
  });
}

/** One of our error classes, of which there are few; `abandoned` where no end ever came. A cancelled call is no error. */
export function errorTypeOf({ status, error }: SpanRecord): string | undefined {
  if (status === "abandoned") return error?.class ?? "abandoned";
  return status === "error" || status === "blocked" ? (error?.class ?? "unknown") : undefined;
}

/** True for a generation of which something came, and not its end. */
export function wasCut({ kind, status, timeToFirstTokenMs }: SpanRecord): boolean {
  return kind === "llm" && status !== "ok" && timeToFirstTokenMs !== undefined;
}

function usageAttributes({ usage }: SpanRecord, { emitsNew, emitsOld }: EmissionChoice) {
  return {
    [SHARED_ATTRIBUTE.inputTokens]: usage?.inputTokens,
    [SHARED_ATTRIBUTE.outputTokens]: usage?.outputTokens,
    [SHARED_ATTRIBUTE.cacheReadTokens]: usage?.cacheReadTokens,
    [SHARED_ATTRIBUTE.reasoningTokens]: usage?.reasoningTokens,
    [NEW_ATTRIBUTE.cacheWriteTokens]: emitsNew ? usage?.cacheWriteTokens : undefined,
    [OLD_ATTRIBUTE.cacheWriteTokens]: emitsOld ? usage?.cacheWriteTokens : undefined,
    [NEW_ATTRIBUTE.inputAudioTokens]: emitsNew ? usage?.inputAudioTokens : undefined,
    [NEW_ATTRIBUTE.outputAudioTokens]: emitsNew ? usage?.outputAudioTokens : undefined,
  };
}

function streamAttributes({ timeToFirstTokenMs }: SpanRecord, { emitsNew }: EmissionChoice) {
  if (!emitsNew || timeToFirstTokenMs === undefined) return {};
  return {
    [NEW_ATTRIBUTE.isStream]: true,
    [NEW_ATTRIBUTE.timeToFirstChunk]: timeToFirstTokenMs / 1000,
  };
}

function serviceTierAttributes(record: SpanRecord, { emitsNew, emitsOld }: EmissionChoice) {
  // The record has the tier that was answered, or else the one asked for; a failed call has no answered one.
  if (record.status !== "ok" || !speaksOpenAi(record.provider)) return {};
  return {
    [NEW_ATTRIBUTE.openAiServiceTier]: emitsNew ? record.serviceTier : undefined,
    [OLD_ATTRIBUTE.openAiServiceTier]: emitsOld ? record.serviceTier : undefined,
  };
}

function denialAttributes({ budget }: SpanRecord) {
  const denial = budget?.denial;
  if (!denial) return {};
  return {
    [OWN_ATTRIBUTE.budgetName]: denial.budget,
    [OWN_ATTRIBUTE.budgetReason]: denial.reason,
    [OWN_ATTRIBUTE.budgetLimitUsd]: usdFromNanos(denial.limitNanos),
    [OWN_ATTRIBUTE.budgetSpentUsd]: usdFromNanos(denial.spentNanos),
    [OWN_ATTRIBUTE.budgetHeldUsd]: usdFromNanos(denial.heldNanos),
    [OWN_ATTRIBUTE.budgetRequestedUsd]: usdFromNanos(denial.requestedNanos),
    [OWN_ATTRIBUTE.budgetResetsAt]: denial.resetsAt,
  };
}

function metadataAttributes({ metadata }: SpanRecord) {
  if (!metadata) return {};
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA_PREFIX + name, value]));
}
