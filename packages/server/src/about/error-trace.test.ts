import { expect, it } from "vitest";
import { errorTrace } from "./error-trace.ts";

it("tells what an error was and where it came from, and never its message", () => {
  const error = Object.assign(new TypeError("a prompt\n    at my secret (prompt.ts:1:1)"), {
    code: "ERR_ODD",
  });
  const told = errorTrace(error);
  expect(told).toMatchObject({ error: "TypeError", code: "ERR_ODD" });
  expect(told.frames[0]).toContain("error-trace.test.ts");
  expect(JSON.stringify(told)).not.toMatch(/prompt|secret/);
});

it("has the engine's own words, but for what they quote", () => {
  const error = Object.assign(new Error("Cannot parse 'a secret prompt'"), {
    code: "27",
    type: "CANNOT_PARSE",
  });
  expect(errorTrace(error)).toMatchObject({ engine: "CANNOT_PARSE 27: Cannot parse" });
});

it("tells of what is thrown and no error only what kind it is", () => {
  expect(errorTrace("a secret")).toEqual({ error: "string", frames: [] });
  expect(errorTrace({ code: "a secret" })).toEqual({ error: "object", frames: [] });
});
