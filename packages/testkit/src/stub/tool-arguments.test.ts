import { expect, test } from "vitest";
import { toolArguments } from "./tool-arguments.ts";

test("required properties get the plainest value of their type, optional ones none", () => {
  const properties = {
    query: { type: "string" },
    count: { type: "integer", minimum: 3 },
    unit: { type: "string", enum: ["kg", "lb"] },
    exact: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
    where: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    either: { anyOf: [{ type: "number" }, { type: "null" }] },
    kind: { const: "order" },
    optional: { type: "string" },
  };
  const required = Object.keys(properties).filter((name) => name !== "optional");
  expect(toolArguments({ type: "object", properties, required }, "the topic")).toEqual({
    query: "the topic",
    count: 3,
    unit: "kg",
    exact: true,
    tags: [],
    where: { city: "the topic" },
    either: 1,
    kind: "order",
  });
});

test("a schema that contains itself ends", () => {
  const node: Record<string, unknown> = { type: "object", required: ["next"] };
  node["properties"] = { next: node };
  expect(JSON.stringify(toolArguments(node, "x"))).toContain("null");
});
