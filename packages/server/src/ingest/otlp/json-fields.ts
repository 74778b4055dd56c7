import { property, textOf } from "@breakwater/core/usage/untyped";

/** A field in either spelling: OTLP's JSON asks for camelCase, some senders write snake_case. */
export function either(value: unknown, camel: string, snake: string): unknown {
  return property(value, camel) ?? property(value, snake);
}

/** An id in lower-case hex: from hex in any case, or from base64 (protobuf's own JSON mapping) where the length gives it away. */
export function idOf(value: unknown): string {
  const text = textOf(value) ?? "";
  if (/^([0-9a-fA-F]{32}|[0-9a-fA-F]{16})$/.test(text)) return text.toLowerCase();
  return /^([A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/.test(text)
    ? Buffer.from(text, "base64").toString("hex")
    : text;
}

/** Nanoseconds since the epoch, from text or a number; 0 for anything else. */
export function nanosOf(value: unknown): bigint {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return BigInt(Math.trunc(value));
  return typeof value === "string" && /^\d{1,20}$/.test(value) ? BigInt(value) : 0n;
}

/** The number of an enum: OTLP asks for numbers, protobuf's own JSON mapping writes names (`names`, by number). */
export function enumOf(value: unknown, names: readonly string[]): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  return typeof value === "string" ? Math.max(0, names.indexOf(value)) : 0;
}
