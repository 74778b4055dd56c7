import { property } from "@breakwater/core/usage/untyped";
import { AIMessage } from "langchain";
import type { WatchedOutcome } from "../context/denial-watch.ts";

/**
 * Whether a model call of an agent came to nothing because a budget refused it. Every answer of a model has an id; a
 * message without one was written by a middleware further in, such as `modelRetryMiddleware`, about the failure.
 */
export function isRefused(outcome: WatchedOutcome<unknown>): boolean {
  if (outcome.denial === undefined) return false;
  if (outcome.kind === "threw") return !isGraphSignal(outcome.error);
  return AIMessage.isInstance(outcome.value) && outcome.value.id === undefined;
}

/** What LangGraph throws to steer a graph (interrupts, hand-overs) is no failure. */
export function isGraphSignal(error: unknown): boolean {
  return property(error, "is_bubble_up") === true;
}
