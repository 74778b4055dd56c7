import { property, textOf } from "@breakwater/core/usage/untyped";
import { jsonAttributes } from "./json-attributes.ts";
import { either } from "./json-fields.ts";
import { MalformedRequestError } from "./malformed-request-error.ts";
import type { DecodeLimits } from "./otlp-span.ts";
import type { Surroundings } from "./read-envelope.ts";

/** What the lists of a request are called. */
export interface EnvelopeNames {
  /** In camelCase and snake_case. */
  readonly resourceItems: readonly [string, string];
  readonly scopeItems: readonly [string, string];
  readonly items: readonly [string, string];
}

/**
 * Walks over an `Export*ServiceRequest` in OTLP's JSON form. Names in snake_case, which some senders write, are taken
 * too.
 * @throws MalformedRequestError when the text is no JSON object, or what should be a list is none.
 */
export function readEnvelopeJson(
  text: string,
  { names, limits }: { names: EnvelopeNames; limits: DecodeLimits },
  readItem: (item: unknown, surroundings: Surroundings) => void,
): void {
  for (const resourceItems of listOf(parsed(text), names.resourceItems)) {
    const resource = jsonAttributes(property(property(resourceItems, "resource"), "attributes"), limits);
    for (const scopeItems of listOf(resourceItems, names.scopeItems)) {
      const scope = property(scopeItems, "scope");
      const scopeName = textOf(property(scope, "name")) ?? "";
      const scopeVersion = textOf(property(scope, "version")) ?? "";
      for (const item of listOf(scopeItems, names.items)) {
        readItem(item, { resource, scopeName, scopeVersion });
      }
    }
  }
}

/** A list of a request; empty when it is left out or null, as protobuf's JSON writes it. */
function listOf(holder: unknown, names: readonly [string, string]): readonly unknown[] {
  const value = either(holder, ...names);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new MalformedRequestError(`its ${names[0]} is no list`);
  return value;
}

/** The JSON object of a request. */
function parsed(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedRequestError("its body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new MalformedRequestError("its body is no JSON object");
  return value;
}
