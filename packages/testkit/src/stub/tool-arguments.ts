import { type JsonObject, listOf, objectOf, textOf } from "../json-value.ts";

/** Schemas nest; arguments stop here. */
const MAX_DEPTH = 5;
const MAX_TEXT = 80;

/** Arguments that satisfy an ordinary JSON Schema: required texts are `topic`, the rest is the plainest value. */
export function toolArguments(schema: JsonObject, topic: string): JsonObject {
  return objectValue(schema, topic, 0);
}

function objectValue(schema: JsonObject, topic: string, depth: number): JsonObject {
  const properties = objectOf(schema["properties"]);
  const required = listOf(schema["required"]).map(textOf);
  return Object.fromEntries(
    required.map((name) => [name, valueFor(objectOf(properties[name]), topic, depth + 1)]),
  );
}

function valueFor(schema: JsonObject, topic: string, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  if ("const" in schema) return schema["const"];
  const [firstOfEnum] = listOf(schema["enum"]);
  if (firstOfEnum !== undefined) return firstOfEnum;
  const [firstChoice] = [...listOf(schema["anyOf"]), ...listOf(schema["oneOf"])];
  if (firstChoice !== undefined) return valueFor(objectOf(firstChoice), topic, depth + 1);
  switch (schema["type"]) {
    case "number":
    case "integer":
      return typeof schema["minimum"] === "number" ? schema["minimum"] : 1;
    case "boolean":
      return true;
    case "array":
      return [];
    case "object":
      return objectValue(schema, topic, depth);
    case "null":
      return null;
    default:
      return topic.slice(0, MAX_TEXT);
  }
}
