import { collectStream } from "@breakwater/testkit/collect-stream";
import { createFakeClock } from "@breakwater/testkit/fake-clock";
import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anthropicOf, openAiOf, watchCalls } from "../testing/watched-calls.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.reset());

/** Generous, and swept after a minute. */
const BUDGET = { dailyBudgetUsd: 1, abandonAfterMs: 60_000 };
const SWEPT_MS = 120_000;

describe("FACTS 1.4.3: streams that nobody reads to the end", () => {
  test("a consumer that breaks out leaves no end: swept to abandoned, what was streamed is charged", async () => {
    stub.respondWith(() => ({ tokens: ["one", " two", " three", " four"], hangAfterTokens: 3 }));
    const { monitor, llm, only, clock } = watchCalls(BUDGET);
    let seen = 0;
    for await (const part of await openAiOf(stub).stream("hi", monitor.runnableConfig({ userId: "u1" }))) {
      if (part.content !== "") seen += 1;
      if (seen === 2) break;
    }
    await stub.waitForEnded(1);
    expect(stub.calls[0]?.ending).toBe("broken_off_by_client");
    expect(llm()).toHaveLength(0);
    expect(monitor.budgets()[0]?.heldNanos).toBeGreaterThan(0);

    await clock.advance(SWEPT_MS);
    expect(only()).toMatchObject({ status: "abandoned", userId: "u1", usageSource: "estimated" });
    expect(only().usage?.outputTokens).toBeGreaterThanOrEqual(2);
    expect(only().usage?.outputTokens).toBeLessThan(64);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: only().budget?.chargedNanos });
    expect(monitor.budgets()[0]?.spentNanos).toBeGreaterThan(0);
  });

  test("a call that never answers is swept, and its whole hold charged: it may be on the bill", async () => {
    stub.respondWith(() => ({ hang: true }));
    const { monitor, only, clock } = watchCalls(BUDGET);
    const controller = new AbortController();
    const config = { ...monitor.runnableConfig(), signal: controller.signal };
    const call = openAiOf(stub).invoke("hi", config);
    await stub.waitForArrived(1);
    await clock.advance(SWEPT_MS);
    expect(only()).toMatchObject({
      status: "abandoned",
      usageSource: "estimated",
      cost: { flags: expect.arrayContaining(["charged_whole_hold"]) },
    });
    expect(only().budget?.chargedNanos).toBe(only().budget?.heldNanos);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: only().budget?.chargedNanos });
    controller.abort();
    await expect(call).rejects.toThrow();
  });

  test("an end that comes late after all replaces the estimate by what the call really cost", async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    stub.respondWith(async () => {
      await answered;
      return { text: "sorry, late", usage: { inputTokens: 8, outputTokens: 3 } };
    });
    const { monitor, only, clock, corrections } = watchCalls(BUDGET);
    const call = openAiOf(stub).invoke("hi", monitor.runnableConfig());
    await stub.waitForArrived(1);
    await clock.advance(SWEPT_MS);
    expect(only().status).toBe("abandoned");
    answer();
    expect((await call).content).toBe("sorry, late");
    const nanos = 8 * 2_500 + 3 * 10_000;
    expect(corrections).toHaveLength(1);
    expect(corrections[0]?.previous).toBe(only());
    expect(corrections[0]?.next).toMatchObject({
      spanId: only().spanId,
      status: "ok",
      usageSource: "reported",
      cost: { totalNanos: nanos },
    });
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: nanos });
    expect(monitor.cost.snapshot(clock.now()).total).toMatchObject({ calls: 1, totalNanos: nanos });
  });

  test("a stream that still sends tokens is not given up, however long it takes", async () => {
    const clock = createFakeClock();
    const paced = await startProviderStub({ clock });
    try {
      paced.respondWith(() => ({ tokens: ["a", " b", " c", " d"], interTokenMs: 50_000 }));
      const { monitor, only } = watchCalls(BUDGET, clock);
      const stream = await openAiOf(paced).stream("hi", monitor.runnableConfig());
      const texts: unknown[] = [];
      for await (const { content } of stream) {
        if (content === "") continue;
        texts.push(content);
        if (texts.length < 4) await clock.advance(50_000);
      }
      expect(texts).toEqual(["a", " b", " c", " d"]);
      expect(only()).toMatchObject({ status: "ok", durationMs: 150_000 });
    } finally {
      await paced.close();
    }
  });
});

describe("FACTS 1.4.11: aborts, time-outs and cuts", () => {
  test("an abort before any token: cancelled; it may be billed, so the hold is charged", async () => {
    stub.respondWith(() => ({ hang: true }));
    const { monitor, only } = watchCalls(BUDGET);
    const controller = new AbortController();
    const config = { ...monitor.runnableConfig(), signal: controller.signal };
    const call = openAiOf(stub).invoke("hi", config);
    await stub.waitForArrived(1);
    controller.abort();
    await expect(call).rejects.toThrow();
    await stub.waitForEnded(1);
    expect(only()).toMatchObject({ status: "cancelled", error: { class: "aborted" } });
    expect(only().budget?.chargedNanos).toBe(only().budget?.heldNanos);
    expect(monitor.budgets()[0]?.heldNanos).toBe(0);
  });

  test("an abort after some tokens: cancelled; what was streamed is charged", async () => {
    stub.respondWith(() => ({ tokens: ["one", " two", " three"], hangAfterTokens: 2 }));
    const { monitor, only } = watchCalls(BUDGET);
    const controller = new AbortController();
    const config = { ...monitor.runnableConfig(), signal: controller.signal };
    const read = async () => {
      for await (const { content } of await openAiOf(stub).stream("hi", config)) {
        if (String(content).includes("two")) controller.abort();
      }
    };
    await expect(read()).rejects.toThrow();
    await stub.waitForEnded(1);
    expect(only()).toMatchObject({
      status: "cancelled",
      error: { class: "aborted" },
      usageSource: "estimated",
    });
    expect(only().usage?.outputTokens).toBeGreaterThanOrEqual(2);
    expect(only().budget?.chargedNanos).toBeLessThan(only().budget?.heldNanos ?? 0);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: only().budget?.chargedNanos });
  });

  test("config.timeout ends the call: time-out or abort, and never free", async () => {
    stub.respondWith(() => ({ hang: true }));
    const { monitor, only } = watchCalls(BUDGET);
    const config = { ...monitor.runnableConfig(), timeout: 20 };
    await expect(openAiOf(stub).invoke("hi", config)).rejects.toThrow();
    expect(["timeout", "aborted"]).toContain(only().error?.class);
    expect(only().budget?.chargedNanos).toBe(only().budget?.heldNanos);
    expect(only().metadata).toBeUndefined();
  });

  test("the client's own time-out is a time-out", async () => {
    stub.respondWith(() => ({ hang: true }));
    const { monitor, only } = watchCalls(BUDGET);
    await expect(openAiOf(stub, { timeout: 20 }).invoke("hi", monitor.runnableConfig())).rejects.toThrow();
    expect(only()).toMatchObject({ status: "error", error: { class: "timeout" } });
    expect(only().budget?.chargedNanos).toBe(only().budget?.heldNanos);
  });

  test.each(["openai", "anthropic"] as const)("%s cuts the stream: what came is charged", async (vendor) => {
    stub.respondWith(() => ({ tokens: ["one", " two", " three", " four"], cutAfterTokens: 3 }));
    const { monitor, only } = watchCalls(BUDGET);
    const model = vendor === "openai" ? openAiOf(stub) : anthropicOf(stub);
    await expect(model.stream("hi", monitor.runnableConfig()).then(collectStream)).rejects.toThrow();
    expect(only()).toMatchObject({
      status: "error",
      error: { class: "connection" },
      usageSource: "estimated",
      cost: { source: "priced" },
    });
    expect(only().usage?.outputTokens).toBeGreaterThanOrEqual(3);
    expect(only().usage?.outputTokens).toBeLessThan(64);
    expect(monitor.budgets()[0]).toMatchObject({ heldNanos: 0, spentNanos: only().budget?.chargedNanos });
  });

  test("Anthropic's first event tells the input: an estimate keeps it", async () => {
    stub.respondWith(() => ({
      tokens: ["one", " two"],
      cutAfterTokens: 1,
      usage: { inputTokens: 40, outputTokens: 2, cacheReadTokens: 30 },
    }));
    const { monitor, only } = watchCalls();
    const stream = anthropicOf(stub).stream("hi", monitor.runnableConfig());
    await expect(stream.then(collectStream)).rejects.toThrow();
    expect(only().usage).toMatchObject({ inputTokens: 40, cacheReadTokens: 30 });
    expect(only().usageSource).toBe("estimated");
  });

  test("a whole answer cut in the middle: the hold is charged, since the provider has billed it", async () => {
    stub.respondWith(() => ({ text: "one two three", cutAfterTokens: 1 }));
    const { monitor, only } = watchCalls(BUDGET);
    await expect(openAiOf(stub).invoke("hi", monitor.runnableConfig())).rejects.toThrow();
    expect(only()).toMatchObject({ status: "error" });
    expect(only().budget?.chargedNanos).toBe(only().budget?.heldNanos);
  });
});

describe("time to first token, on a clock that the stub shares", () => {
  const clock = createFakeClock();
  let paced: ProviderStub;

  beforeAll(async () => {
    paced = await startProviderStub({ clock });
  });
  afterAll(() => paced.close());
  afterEach(() => paced.reset());

  test.each(["openai", "anthropic", "responses"] as const)("%s", async (vendor) => {
    paced.respondWith(() => ({ tokens: ["one", " two"], firstTokenMs: 200, interTokenMs: 50 }));
    const { monitor, only } = watchCalls({}, clock);
    const model =
      vendor === "anthropic"
        ? anthropicOf(paced)
        : openAiOf(paced, { useResponsesApi: vendor === "responses" });
    const texts: string[] = [];
    const read = async () => {
      for await (const part of await model.stream("hi", monitor.runnableConfig())) {
        if (part.text === "") continue;
        texts.push(part.text);
        if (texts.length === 1) await clock.advance(50);
      }
    };
    const done = read();
    await paced.waitForArrived(1);
    await clock.advance(200);
    await done;
    expect(texts.join("")).toBe("one two");
    expect(only()).toMatchObject({ timeToFirstTokenMs: 200, durationMs: 250 });
  });

  test("of a streamed tool call, its first piece", async () => {
    paced.respondWith(() => ({ toolCalls: [{ name: "look", arguments: { at: "sky" } }], firstTokenMs: 300 }));
    const { monitor, only } = watchCalls({}, clock);
    const tools = [{ type: "function", function: { name: "look", parameters: { type: "object" } } }];
    const done = openAiOf(paced).bindTools(tools).stream("hi", monitor.runnableConfig()).then(collectStream);
    await paced.waitForArrived(1);
    await clock.advance(300);
    await done;
    expect(only()).toMatchObject({ timeToFirstTokenMs: 300, durationMs: 300 });
  });

  test("an answer that is not streamed has none", async () => {
    const { monitor, only } = watchCalls({}, clock);
    await openAiOf(paced).invoke("hi", monitor.runnableConfig());
    expect(only()).not.toHaveProperty("timeToFirstTokenMs");
  });
});

describe("streams side by side", () => {
  test("keep their own text, usage and user", async () => {
    stub.respondWith(({ userText }) => ({
      tokens: [userText, " again"],
      omitUsage: true,
      interTokenMs: 1,
    }));
    const { monitor, llm } = watchCalls({ payloads: "on" });
    const users = ["ann", "bob", "cleo", "dan"];
    await Promise.all(
      users.map(async (userId) => {
        await collectStream(
          await openAiOf(stub).stream(`I am ${userId}`, monitor.runnableConfig({ userId })),
        );
      }),
    );
    expect(llm()).toHaveLength(4);
    for (const { userId, output } of llm()) expect(output).toBe(`I am ${userId} again`);
    expect(
      llm()
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual(users);
  });
});
