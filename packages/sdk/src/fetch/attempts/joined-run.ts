import { isInference } from "@breakwater/core/record/span-record";
import type { LangChainRequest } from "@breakwater/core/usage/message-bound";
import { arrayOf, property, textOf } from "@breakwater/core/usage/untyped";
import type { OpenRun } from "../../calls/open-run.ts";
import type { Entrance } from "../../monitor/entrance.ts";
import type { WireRequest } from "../dialect.ts";

/**
 * The run of an entrance further out to which a request belongs, if any.
 *
 * The async scope names a candidate. Where one frame starts several runs (`generate([[a], [b]])`) it names the last
 * of them for all requests, so a run whose prompt is the very same goes first.
 */
export function joinedRun({ scope, tracker }: Entrance, wire: WireRequest): OpenRun | undefined {
  const { callId } = scope;
  const named = callId === undefined ? undefined : tracker.get(callId);
  if (!named) return undefined;
  const text = lastText(wire.request);
  const isWaiting = (run: OpenRun): boolean => fits(run, wire);
  const isSame = (run: OpenRun): boolean => isWaiting(run) && lastText(run.call?.request) === text;
  if (isSame(named)) return named;
  const same = text === undefined ? undefined : tracker.find((run) => run.wire === undefined && isSame(run));
  return same ?? (isWaiting(named) ? named : undefined);
}

/** A model call of the kind and model that is asked for, with no attempt under way and no answer yet. */
function fits({ kind, call, wire: seen }: OpenRun, wire: WireRequest): boolean {
  if (!isInference(kind) || kind !== wire.kind || seen?.isInFlight === true) return false;
  return seen?.outcome?.kind !== "answered" && isSameModel(call?.requestModel, wire.model);
}

/** Names may carry their maker in front: `models/gemini-2.5-pro`. */
function isSameModel(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true;
  return one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}

/** The text of the last message, or the last prompt. */
function lastText(request: LangChainRequest | undefined): string | undefined {
  const last = arrayOf(request?.messages).at(-1) ?? request?.prompts?.at(-1);
  const content = typeof last === "string" ? last : property(last, "content");
  if (typeof content === "string") return textOf(content);
  const texts = arrayOf(content).map((part) => textOf(property(part, "text")) ?? "");
  return textOf(texts.join(""));
}
