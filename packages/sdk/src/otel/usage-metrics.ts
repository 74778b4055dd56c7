import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Attributes, Context, Counter } from "@opentelemetry/api";
import { NEW_ATTRIBUTE, OLD_ATTRIBUTE } from "./conventions.ts";
import type { NewInstruments, OldInstruments } from "./instruments.ts";

/** A model call that has ended, as the instruments see it. */
export interface MeasuredCall {
  readonly record: SpanRecord;
  readonly attributes: Attributes;
  /** Of the call's span, so that a measurement can lead to an example. */
  readonly context: Context;
}

/** The counters hear of failed calls too, with 0, as the conventions ask; the histograms of known counts only. */
export function recordNewUsage(instruments: NewInstruments, call: MeasuredCall): void {
  const { usage } = call.record;
  addTokens(instruments.usageInput, call, { all: usage?.inputTokens ?? 0, audio: usage?.inputAudioTokens });
  addTokens(instruments.usageOutput, call, {
    all: usage?.outputTokens ?? 0,
    audio: usage?.outputAudioTokens,
  });
  if (!usage) return;
  if (usage.cacheReadTokens) addTokens(instruments.usageCacheRead, call, { all: usage.cacheReadTokens });
  if (usage.cacheWriteTokens) addTokens(instruments.usageCacheWrite, call, { all: usage.cacheWriteTokens });
  if (usage.reasoningTokens) addTokens(instruments.usageReasoning, call, { all: usage.reasoningTokens });
  instruments.inputTokens.record(usage.inputTokens, call.attributes, call.context);
  instruments.outputTokens.record(usage.outputTokens, call.attributes, call.context);
}

/** One histogram for both directions, told apart by an attribute. */
export function recordOldUsage({ tokenUsage }: OldInstruments, call: MeasuredCall): void {
  const { record, attributes, context } = call;
  if (!record.usage) return;
  const { inputTokens, outputTokens } = record.usage;
  tokenUsage.record(inputTokens, { ...attributes, [OLD_ATTRIBUTE.tokenType]: "input" }, context);
  tokenUsage.record(outputTokens, { ...attributes, [OLD_ATTRIBUTE.tokenType]: "output" }, context);
}

/** Splits a count by what it is known to be; the rest may be text or images. */
function addTokens(
  counter: Counter,
  { attributes, context }: MeasuredCall,
  { all, audio = 0 }: { readonly all: number; readonly audio?: number | undefined },
): void {
  const known = Math.min(audio, all);
  if (known > 0) counter.add(known, { ...attributes, [NEW_ATTRIBUTE.tokenModality]: "audio" }, context);
  if (known > 0 && known === all) return;
  counter.add(all - known, { ...attributes, [NEW_ATTRIBUTE.tokenModality]: "unknown" }, context);
}
