import { expect, it } from "vitest";
import { failedCall } from "./alert-engine.samples.ts";
import { CountedFailures } from "./counted-failures.ts";

const TRACE = "0".repeat(32);

it.each([
  ["a call and the chains around it", ["llm", "chain", "agent"], 1],
  ["two tries of a call and the chain around them", ["llm", "llm", "chain"], 2],
  ["a chain that is heard of before its call", ["chain", "llm"], 1],
  ["a chain that is heard of before its two calls", ["chain", "llm", "llm"], 2],
  ["chains alone", ["chain", "agent"], 1],
  ["a tool and a retriever", ["tool", "retriever"], 2],
] as const)("of %s counts what failed by itself", (_, kinds, expected) => {
  const failures = new CountedFailures();
  const counted = kinds.filter((kind) =>
    failures.counts(failedCall("server", { kind, traceId: TRACE }), "f"),
  );
  expect(counted).toHaveLength(expected);
});

it("leaves the attempts under a call to the call", () => {
  const failures = new CountedFailures();
  const attempt = failedCall("server", { kind: "other", attempt: 1, traceId: TRACE });
  expect(failures.counts(attempt, "f")).toBe(false);
  expect(failures.counts(failedCall("server", { traceId: TRACE }), "f")).toBe(true);
});

it("tells traces and errors apart", () => {
  const failures = new CountedFailures();
  const chain = (traceId: string) => failedCall("server", { kind: "chain", traceId });
  expect(failures.counts(chain(TRACE), "f")).toBe(true);
  expect(failures.counts(chain(TRACE), "g")).toBe(true);
  expect(failures.counts(chain("1".repeat(32)), "f")).toBe(true);
});

it("forgets the oldest beyond its bound", () => {
  const failures = new CountedFailures(2);
  const chain = failedCall("server", { kind: "chain", traceId: TRACE });
  for (const fingerprint of ["f", "g", "h"]) failures.counts(chain, fingerprint);
  expect(failures.counts(chain, "h")).toBe(false);
  expect(failures.counts(chain, "f")).toBe(true);
});
