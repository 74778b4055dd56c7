import { expect, it } from "vitest";
import { failingCalls } from "./failing-calls.ts";

it("counts what fails by itself, tools included, unless kinds are asked for", () => {
  const fingerprint = ["f".repeat(16)];
  expect(failingCalls({ from: "now-1h", fingerprint })).toEqual({
    from: "now-1h",
    fingerprint,
    kind: ["llm", "embedding", "tool", "retriever"],
    status: ["error"],
  });
  expect(failingCalls({ kind: ["chain"], status: ["ok"] })).toEqual({ kind: ["chain"], status: ["error"] });
});
