import type { SpanRecord } from "@breakwater/core/record/span-record";
import type { Attributes, Span, TimeInput } from "@opentelemetry/api";
import { NEW_ATTRIBUTE, OLD_ATTRIBUTE, OLD_EVENT } from "./conventions.ts";
import type { EmissionChoice } from "./emission-choice.ts";
import { wasCut } from "./end-attributes.ts";
import { answerParts, inputMessages } from "./message-parts.ts";
import { oldSystemOf } from "./provider-names.ts";

/** When a span started and ended. */
export interface SpanTimes {
  readonly start: TimeInput;
  readonly end: TimeInput;
}

/** Old events that a span gets at most: SDKs keep 128 of them and drop the rest. */
const MAX_EVENTS = 100;

/** Puts the payload that a record kept onto its span, in the form of the conventions that are asked for. */
export function addContent(
  span: Span,
  record: SpanRecord,
  { choice, times }: { readonly choice: EmissionChoice; readonly times: SpanTimes },
): void {
  if (choice.emitsNew) span.setAttributes(contentAttributes(record));
  if (choice.emitsOld && record.kind === "llm") addEvents(span, record, times);
}

function contentAttributes(record: SpanRecord): Attributes {
  const { kind, input, output } = record;
  if (kind === "tool") {
    return {
      ...(input !== undefined && { [NEW_ATTRIBUTE.toolArguments]: input }),
      ...(output !== undefined && { [NEW_ATTRIBUTE.toolResult]: output }),
    };
  }
  if (kind !== "llm" && kind !== "agent") return {};
  return {
    ...(input !== undefined && { [NEW_ATTRIBUTE.inputMessages]: JSON.stringify(inputMessages(input)) }),
    ...(output !== undefined && {
      [NEW_ATTRIBUTE.outputMessages]: JSON.stringify([answerOf(record, output)]),
    }),
  };
}

/** The schema asks for a reason, and the record does not have the provider's. */
function answerOf(record: SpanRecord, output: string) {
  const finishReason = wasCut(record) ? "error" : "unknown";
  return { role: "assistant", parts: answerParts(output), finish_reason: finishReason };
}

function addEvents(span: Span, { provider, input, output }: SpanRecord, times: SpanTimes): void {
  const system: Attributes = provider === undefined ? {} : { [OLD_ATTRIBUTE.system]: oldSystemOf(provider) };
  const messages = input === undefined ? [] : inputMessages(input).slice(-MAX_EVENTS);
  for (const { role, parts } of messages) {
    span.addEvent(eventName(role), { ...system, role, content: JSON.stringify(parts) }, times.start);
  }
  if (output === undefined) return;
  const message = JSON.stringify({ role: "assistant", content: output });
  span.addEvent(OLD_EVENT.choice, { ...system, index: 0, message }, times.end);
}

function eventName(role: string): string {
  switch (role) {
    case "system":
      return OLD_EVENT.system;
    case "assistant":
      return OLD_EVENT.assistant;
    case "tool":
      return OLD_EVENT.tool;
    default:
      return OLD_EVENT.user;
  }
}
