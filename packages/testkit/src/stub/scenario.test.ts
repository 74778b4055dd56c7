import { expect, test } from "vitest";
import { anthropicMessages } from "./anthropic-messages.ts";
import { openAiChat } from "./openai-chat.ts";
import { readStubRequest } from "./read-stub-request.ts";
import { createScenario, type ScenarioOptions, type TroubleShares } from "./scenario.ts";
import type { StubReply } from "./stub-reply.ts";
import type { StubRequest } from "./stub-request.ts";
import type { Wire } from "./wire.ts";

function request(
  id: number,
  content: string,
  more: { readonly wire?: Wire; readonly body?: object } = {},
): StubRequest {
  const body = { model: "gpt-4o", messages: [{ role: "user", content }], ...more.body };
  const wire = more.wire ?? openAiChat;
  return readStubRequest(wire, { id, target: wire.path, headers: {}, bodyText: JSON.stringify(body) });
}

async function replies(options: ScenarioOptions, count: number): Promise<StubReply[]> {
  const { respond } = createScenario(options);
  return Promise.all(
    Array.from({ length: count }, (_, index) => respond(request(index + 1, `question ${index}`))),
  );
}

function shareOf(all: readonly StubReply[], isMeant: (reply: StubReply) => boolean): number {
  return all.filter(isMeant).length / all.length;
}

const NO_TROUBLE: TroubleShares = { rateLimited: 0, serverErrors: 0, brokenConnections: 0 };

test("the same seed behaves the same, another one differently", async () => {
  expect(await replies({ seed: 1 }, 50)).toEqual(await replies({ seed: 1 }, 50));
  expect(await replies({ seed: 1 }, 50)).not.toEqual(await replies({ seed: 2 }, 50));
});

test("whether a prompt meets trouble does not depend on the order of arrival", async () => {
  const prompts = Array.from({ length: 200 }, (_, index) => `question ${index}`);
  const outcome = async (order: readonly string[]): Promise<Map<string, unknown>> => {
    const { respond } = createScenario({ seed: 5 });
    const entries = order.map(async (prompt, index) => {
      const { failure, cutAfterTokens, firstTokenMs } = await respond(request(index + 1, prompt));
      return [prompt, { failure, cutAfterTokens, firstTokenMs }] as const;
    });
    return new Map(await Promise.all(entries));
  };
  const forwards = await outcome(prompts);
  const backwards = await outcome(prompts.toReversed());
  for (const prompt of prompts) expect(backwards.get(prompt)).toEqual(forwards.get(prompt));
});

test("trouble has the shares asked for, and its rate limits say when to come back", async () => {
  const calm = { rateLimited: 0.3, serverErrors: 0.2, brokenConnections: 0.1 };
  const all = await replies({ seed: 1, calm }, 2_000);
  expect(shareOf(all, ({ failure }) => failure === "rate_limit")).toBeCloseTo(0.3, 1);
  expect(shareOf(all, ({ failure }) => failure === "server" || failure === "overloaded")).toBeCloseTo(0.2, 1);
  expect(shareOf(all, ({ cutAfterTokens }) => cutAfterTokens !== undefined)).toBeCloseTo(0.1, 1);
  const limited = all.filter(({ failure }) => failure === "rate_limit");
  expect(limited.every(({ retryAfterSeconds }) => (retryAfterSeconds ?? 0) >= 1)).toBe(true);
});

test("a storm comes and goes, by switch or by call number", async () => {
  const storm = { rateLimited: 1, serverErrors: 0, brokenConnections: 0 };
  const scenario = createScenario({ seed: 1, calm: NO_TROUBLE, storm, stormCalls: { from: 3, to: 4 } });
  const failures: unknown[] = [];
  const ask = async (id: number): Promise<void> => {
    failures.push((await scenario.respond(request(id, "same question"))).failure);
  };
  for (const id of [1, 2, 3, 4, 5]) await ask(id);
  scenario.beginStorm();
  await ask(6);
  scenario.endStorm();
  await ask(7);
  const limited = "rate_limit";
  expect(failures).toEqual([undefined, undefined, limited, limited, undefined, limited, undefined]);
});

test("latencies are skewed around their medians and shrink with the speed", async () => {
  const firstTokens = async (speed: number): Promise<number[]> =>
    (await replies({ seed: 1, speed, calm: NO_TROUBLE }, 501)).map(({ firstTokenMs }) => firstTokenMs ?? 0);
  const sorted = (await firstTokens(1)).toSorted((left, right) => left - right);
  expect(sorted[250]).toBeGreaterThan(330);
  expect(sorted[250]).toBeLessThan(430);
  expect(sorted[500]).toBeGreaterThan(3 * (sorted[250] ?? 0));
  expect((await firstTokens(10)).map((ms) => Math.round(ms * 10))).toEqual(
    (await firstTokens(1)).map((ms) => Math.round(ms)),
  );
});

test("a repeated beginning is read from the cache; Anthropic's is only when the request marks one", async () => {
  const { respond } = createScenario({ seed: 1, calm: NO_TROUBLE });
  const rules = Array.from({ length: 100 }, (_, index) => `rule${index}`).join(" ");
  const usageOf = async (...call: Parameters<typeof request>) => (await respond(request(...call))).usage;
  expect(await usageOf(1, `${rules} first`)).toEqual({ cacheReadTokens: 0 });
  expect(await usageOf(2, `${rules} second`)).toEqual({ cacheReadTokens: 96 });
  expect(await usageOf(3, `other ${rules}`)).toEqual({ cacheReadTokens: 0 });
  const body = { model: "claude-sonnet-4-5" };
  expect(await usageOf(4, rules, { wire: anthropicMessages, body })).toEqual({});
  const marked = { ...body, metadata: { cache_control: { type: "ephemeral" } } };
  const wire = anthropicMessages;
  expect(await usageOf(5, rules, { wire, body: marked })).toEqual({
    cacheReadTokens: 0,
    cacheWriteTokens: 96,
  });
  expect(await usageOf(6, rules, { wire, body: marked })).toEqual({
    cacheReadTokens: 96,
    cacheWriteTokens: 0,
  });
});

test("reasoning models reason, within the caller's maximum", async () => {
  const { respond } = createScenario({ seed: 1, calm: NO_TROUBLE });
  const body = { model: "gpt-5-mini", max_completion_tokens: 60 };
  const { usage } = await respond(request(1, "Why?", { body }));
  expect(usage?.reasoningTokens).toBeGreaterThan(0);
  expect(usage?.reasoningTokens).toBeLessThanOrEqual(30);
});
