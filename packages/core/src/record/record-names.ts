import type { ErrorClass, SpanKind, SpanStatus, UsageSource } from "./span-record.ts";

/** Every span kind; the order is that of the documentation. */
export const SPAN_KINDS = [
  "llm",
  "embedding",
  "tool",
  "retriever",
  "chain",
  "agent",
  "other",
] as const satisfies readonly SpanKind[];

/** Every span status. */
export const SPAN_STATUSES = [
  "running",
  "ok",
  "error",
  "cancelled",
  "abandoned",
  "blocked",
] as const satisfies readonly SpanStatus[];

/** Every error class. */
export const ERROR_CLASSES = [
  "rate_limit",
  "auth",
  "not_found",
  "context_overflow",
  "content_filter",
  "timeout",
  "aborted",
  "connection",
  "server",
  "invalid_request",
  "budget",
  "unknown",
] as const satisfies readonly ErrorClass[];

/** Every usage source. */
export const USAGE_SOURCES = ["reported", "estimated"] as const satisfies readonly UsageSource[];
