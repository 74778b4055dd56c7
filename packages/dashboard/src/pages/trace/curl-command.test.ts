import { expect, it } from "vitest";
import { curlCommand } from "./curl-command.ts";

const TARGET = { origin: "http://h:7077", traceId: "t1", project: "shop", at: "2026-01-15T12:00:00.000000Z" };

it("asks for a trace with its payloads, by project and time, with a key from the environment", () => {
  expect(curlCommand(TARGET)).toBe(
    `curl -s -H "x-api-key: $BREAKWATER_KEY" 'http://h:7077/api/v1/traces/t1?payloads=true&project=shop&at=2026-01-15T12%3A00%3A00.000000Z'`,
  );
});

it("asks for the payload of a span", () => {
  expect(curlCommand({ ...TARGET, spanId: "s1", project: undefined, at: undefined })).toBe(
    `curl -s -H "x-api-key: $BREAKWATER_KEY" 'http://h:7077/api/v1/traces/t1/spans/s1/payload'`,
  );
});

it("lets no project break out of the quotes", () => {
  expect(curlCommand({ ...TARGET, project: "a' ; rm -rf ~ '" })).not.toMatch(/a'|~ '/);
});
