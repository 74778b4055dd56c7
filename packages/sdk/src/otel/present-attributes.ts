import type { Attributes, AttributeValue } from "@opentelemetry/api";

/** Attributes without those that have no value. */
export function presentAttributes(values: Readonly<Record<string, AttributeValue | undefined>>): Attributes {
  const present: Attributes = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) present[name] = value;
  return present;
}
