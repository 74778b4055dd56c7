import { type ProviderStub, startProviderStub } from "@breakwater/testkit/stub/provider-stub";
import { HumanMessage } from "@langchain/core/messages";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openAiOf, watchCalls } from "../testing/watched-calls.ts";
import type { BreakwaterCallbackHandler } from "./callback-handler.ts";

let stub: ProviderStub;

beforeAll(async () => {
  stub = await startProviderStub();
});
afterAll(() => stub.close());
beforeEach(() => {
  stub.reset();
  // LangChain writes every denial there.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

function refuse(): never {
  throw new Error("hostile");
}

const HOSTILE = new Proxy(
  {},
  { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse },
);

const THROWING_GETTER = Object.defineProperty({}, "userId", { enumerable: true, get: refuse });

function cyclic(): Record<string, unknown> {
  const round: Record<string, unknown> = { name: "round" };
  round["self"] = round;
  return round;
}

const NASTY: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 42],
  ["a text", "text"],
  ["an empty list", []],
  ["a list of nulls", [null, null]],
  ["a throwing proxy", HOSTILE],
  ["a list of throwing proxies", [[HOSTILE]]],
  ["an object with a throwing getter", THROWING_GETTER],
  ["a cycle", cyclic()],
  ["a function", () => refuse()],
  ["a lone surrogate", "\ud800"],
];

/** A budget of `limitUsd` in which every call, of whatever model, takes one dollar. */
function flat(limitUsd: number) {
  return { name: "flat", limitUsd, unpriced: { chargeUsd: 1 } };
}

/** Every hook with one argument of its argument list replaced; run ids are always good, as LangChain makes them. */
const HOOKS = {
  handleChatModelStart: ["model", "messages", "ID", "parent", "extra", "tags", "metadata", "name"],
  handleLLMStart: ["model", "prompts", "ID", "parent", "extra", "tags", "metadata", "name"],
  handleLLMNewToken: ["token", "index", "OPEN", "parent", "tags", "fields"],
  handleChatModelStreamEvent: ["event", "OPEN", "parent", "tags"],
  handleLLMEnd: ["output", "OPEN", "parent", "tags", "extra"],
  handleLLMError: ["error", "OPEN", "parent", "tags", "extra"],
  handleChainStart: ["chain", "inputs", "ID", "parent", "tags", "metadata", "type", "name"],
  handleChainEnd: ["outputs", "OPEN", "parent", "tags"],
  handleToolStart: ["tool", "input", "ID", "parent", "tags", "metadata", "name"],
  handleToolEnd: ["output", "OPEN", "parent", "tags"],
  handleRetrieverStart: ["retriever", "query", "ID", "parent", "tags", "metadata", "name"],
  handleRetrieverEnd: ["documents", "OPEN", "parent", "tags"],
} as const;

const CASES = Object.entries(HOOKS).flatMap(([hook, parameters]) =>
  NASTY.map(([what, value]) => ({ hook: hook as keyof typeof HOOKS, what, value, parameters })),
);

/** As LangChain calls it: by name, with whatever it has. */
async function call(handler: BreakwaterCallbackHandler, hook: keyof typeof HOOKS, args: unknown[]) {
  const method = handler[hook] as (...given: unknown[]) => unknown;
  await method.apply(handler, args);
}

describe("nothing is thrown into the host", () => {
  test.each(CASES)("$hook with $what in every place", async ({ hook, value, parameters }) => {
    const { monitor } = watchCalls({ budgets: [flat(1_000)], payloads: "on" });
    for (const [place, parameter] of parameters.entries()) {
      if (parameter === "ID" || parameter === "OPEN") continue;
      const open = `open ${place}`;
      await call(monitor.handler, "handleChatModelStart", [{}, [[new HumanMessage("hi")]], open]);
      const args = parameters.map((name, index) => {
        if (name === "OPEN") return open;
        if (name === "ID") return `new ${place}`;
        return index === place ? value : undefined;
      });
      await expect(call(monitor.handler, hook, args)).resolves.toBeUndefined();
    }
  });

  test("hostile metadata does not slip past a budget", async () => {
    const { monitor } = watchCalls({ budgets: [flat(0.5)] });
    for (const metadata of [HOSTILE, THROWING_GETTER, cyclic(), null]) {
      const start = call(monitor.handler, "handleChatModelStart", [
        {},
        [[new HumanMessage("hi")]],
        `run ${String(metadata === null)}`,
        undefined,
        undefined,
        undefined,
        metadata,
      ]);
      await expect(start).rejects.toMatchObject({ code: "BW_BUDGET_EXCEEDED" });
    }
  });

  test("hostile messages do not slip past a budget", async () => {
    const { monitor } = watchCalls({ budgets: [flat(0.5)], payloads: "on" });
    for (const messages of [HOSTILE, [HOSTILE], [[HOSTILE]], undefined, [[THROWING_GETTER]], [[cyclic()]]]) {
      const start = call(monitor.handler, "handleChatModelStart", [{}, messages, "run"]);
      await expect(start).rejects.toMatchObject({ code: "BW_BUDGET_EXCEEDED" });
    }
  });

  test("through the real client: cyclic metadata and content with throwing getters", async () => {
    const { monitor, only } = watchCalls({ payloads: "on" });
    const message = new HumanMessage("hi");
    Object.defineProperty(message.additional_kwargs, "reasoning_content", { enumerable: false, get: refuse });
    const metadata = { round: cyclic(), big: 10n, nothing: undefined, fine: "yes" };
    const answer = await openAiOf(stub).invoke([message], monitor.runnableConfig({ userId: "u1", metadata }));
    expect(answer.content).toContain("hi");
    expect(only()).toMatchObject({ status: "ok", userId: "u1", metadata: { fine: "yes", big: "10" } });
    expect((await monitor.flush()).internalErrors).toBe(0);
  });

  test("a logger that throws does not reach the host either", async () => {
    const logger = { warn: refuse, info: refuse };
    const { monitor } = watchCalls({ logger, concerns: { log: { onRecord: refuse } } });
    await expect(openAiOf(stub).invoke("hi", monitor.runnableConfig())).resolves.toBeDefined();
    expect((await monitor.flush()).internalErrors).toBe(1);
  });
});
