import type { ErrorClass } from "@breakwater/core/record/span-record";
import { collectStream } from "@breakwater/testkit/collect-stream";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import type { StubFailure } from "@breakwater/testkit/stub/stub-reply";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anthropicOf, openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

const MODELS = { openai: openAiOf, anthropic: anthropicOf };

/** Every failure that the stub can word, and its class by each client. The type makes the table complete. */
const CLASSES: Readonly<Record<StubFailure, Readonly<Record<keyof typeof MODELS, ErrorClass>>>> = {
  rate_limit: { openai: "rate_limit", anthropic: "rate_limit" },
  quota: { openai: "rate_limit", anthropic: "auth" },
  auth: { openai: "auth", anthropic: "auth" },
  permission: { openai: "auth", anthropic: "auth" },
  not_found: { openai: "not_found", anthropic: "not_found" },
  context_overflow: { openai: "context_overflow", anthropic: "context_overflow" },
  content_filter: { openai: "content_filter", anthropic: "content_filter" },
  invalid_request: { openai: "invalid_request", anthropic: "invalid_request" },
  server: { openai: "server", anthropic: "server" },
  overloaded: { openai: "server", anthropic: "server" },
};

const CASES = Object.entries(CLASSES).flatMap(([failure, byVendor]) =>
  Object.entries(byVendor).map(([vendor, expected]) => ({
    failure: failure as StubFailure,
    vendor: vendor as keyof typeof MODELS,
    expected,
  })),
);

describe("failures by class, from the real clients", () => {
  test.each(CASES)(
    "$vendor $failure is $expected, and costs nothing",
    async ({ failure, vendor, expected }) => {
      stub.respondWith(() => ({ failure }));
      const { monitor, only } = watchCalls({ dailyBudgetUsd: 1 });
      await expect(MODELS[vendor](stub).invoke("hi", monitor.runnableConfig())).rejects.toThrow();
      expect(only()).toMatchObject({ status: "error", provider: vendor, error: { class: expected } });
      expect(only().error?.message).not.toMatch(/Troubleshooting|docs\.langchain/i);
      expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 0, heldNanos: 0 });
    },
  );

  test.each(["openai", "anthropic"] as const)(
    "%s: a failed stream is classed like a call",
    async (vendor) => {
      stub.respondWith(() => ({ failure: "rate_limit" }));
      const { monitor, only } = watchCalls();
      const stream = MODELS[vendor](stub).stream("hi", monitor.runnableConfig());
      await expect(stream.then(collectStream)).rejects.toThrow();
      expect(only().error).toMatchObject({ class: "rate_limit" });
    },
  );

  test("nobody listens: a connection error that costs nothing", async () => {
    const gone = await startProviderStub();
    await gone.close();
    const { monitor, only } = watchCalls({ dailyBudgetUsd: 1 });
    await expect(openAiOf(gone).invoke("hi", monitor.runnableConfig())).rejects.toThrow();
    expect(only()).toMatchObject({ status: "error", error: { class: "connection" } });
    expect(monitor.budgets()[0]).toMatchObject({ spentNanos: 0, heldNanos: 0 });
  });

  test("the same failure for other users and requests has one fingerprint, and counts the users", async () => {
    stub.respondWith(({ id }) => ({
      failure: "not_found",
      errorMessage: `The model of request req_${id}8c1f2ab4d99e0 does not exist (${1_000 + id} tokens)`,
    }));
    const { monitor, llm } = watchCalls();
    for (const userId of ["a", "b", "c"]) {
      await expect(monitor.query(openAiOf(stub), "hi", { userId })).rejects.toThrow();
    }
    expect(new Set(llm().map(({ error }) => error?.message)).size).toBe(3);
    expect(new Set(llm().map(({ error }) => error?.fingerprint)).size).toBe(1);
  });

  test("keys in an error's text never reach a record", async () => {
    stub.respondWith(() => ({
      failure: "auth",
      errorMessage: "Incorrect API key provided: sk-proj-abcdefghijklmnopqrstuvwxyz0123456789.",
    }));
    const { monitor, records } = watchCalls();
    await expect(openAiOf(stub).invoke("hi", monitor.runnableConfig())).rejects.toThrow();
    expect(JSON.stringify(records)).not.toContain("abcdefghijklmnopqrstuvwxyz");
  });
});
