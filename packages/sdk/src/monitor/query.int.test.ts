import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

describe("monitor.query", () => {
  test("returns the answer and records who asked what", async () => {
    stub.respondWith(() => ({ text: "两个粒子。" }));
    const { monitor, only } = watchCalls({ service: "shop", release: "7" });
    const answer = await monitor.query(openAiOf(stub), "什么是量子纠缠？", {
      userId: "user_123",
      queryType: "rag_search",
      sessionId: "s1",
      tags: ["beta"],
      metadata: { team: "search", depth: 3 },
    });
    expect(answer.content).toBe("两个粒子。");
    expect(only()).toMatchObject({
      kind: "llm",
      status: "ok",
      service: "shop",
      release: "7",
      environment: "production",
      userId: "user_123",
      queryType: "rag_search",
      sessionId: "s1",
      tags: ["production", "rag_search", "beta"],
      metadata: { team: "search", depth: 3 },
    });
  });

  test("throws what the model throws, and records it", async () => {
    stub.respondWith(() => ({ failure: "rate_limit" }));
    const { monitor, only } = watchCalls();
    await expect(monitor.query(openAiOf(stub), "hi", { userId: "u1" })).rejects.toMatchObject({
      status: 429,
    });
    expect(only()).toMatchObject({ status: "error", userId: "u1", error: { class: "rate_limit" } });
    expect(monitor.errors.snapshot(0).total).toBe(1);
  });

  test("keeps no prompt and no answer unless told to", async () => {
    const off = watchCalls();
    const on = watchCalls({ payloads: "on" });
    stub.respondWith(() => ({ text: "the answer" }));
    await off.monitor.query(openAiOf(stub), "the question");
    await on.monitor.query(openAiOf(stub), "the question with sk-proj-abcdefghijklmnopqrstuvwxyz0123456789");
    expect(off.only()).not.toHaveProperty("input");
    expect(off.only()).not.toHaveProperty("output");
    expect(on.only().input).toContain("the question");
    expect(on.only().input).not.toContain("abcdefghijklmnopqrstuvwxyz");
    expect(on.only().output).toContain("the answer");
  });
});
