import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createFetchGuard } from "../entry/fetch.ts";
import { ENTRANCE } from "../monitor/entrance.ts";
import { watchCalls } from "../testing/watched-calls.ts";
import type { FetchGuardOptions } from "./fetch-guard.ts";
import { CHAT_URL, chatFrame, chatRequest, scriptedFetch, usageFrame } from "./testing/scripted-fetch.ts";

const ASKED = { stream_options: { include_usage: true } };
const FRAMES = [chatFrame("one"), chatFrame("two"), usageFrame(5, 2), "data: [DONE]\n\n"];

function guardOf(options: FetchGuardOptions) {
  const watched = watchCalls({ dailyBudgetUsd: 1 });
  return { ...watched, guard: createFetchGuard(watched.monitor, options) };
}

describe("the pace is the caller's", () => {
  test("nothing is fetched before it is asked for", async () => {
    const source = scriptedFetch(FRAMES);
    const { guard } = guardOf({ fetch: source.fetch });
    const reader = (await guard(CHAT_URL, chatRequest(ASKED))).body?.getReader();
    await nextTurn();
    expect(source.pulled).toBe(0);
    for (let read = 1; read <= FRAMES.length; read += 1) {
      await reader?.read();
      await nextTurn();
      expect(source.pulled).toBe(read);
    }
    expect(await reader?.read()).toMatchObject({ done: true });
  });

  test("cancelling reaches the provider with its reason, and records what had come", async () => {
    const source = scriptedFetch(FRAMES);
    const { guard, only } = guardOf({ fetch: source.fetch });
    const reader = (await guard(CHAT_URL, chatRequest(ASKED))).body?.getReader();
    await reader?.read();
    await reader?.cancel("enough");
    expect(source.cancelled).toEqual(["enough"]);
    expect(only()).toMatchObject({
      status: "cancelled",
      usageSource: "estimated",
      usage: { outputTokens: 1 },
    });
  });

  test("cancelling after the last word changes nothing: the call went well", async () => {
    const { fetch } = scriptedFetch(FRAMES);
    const { guard, only } = guardOf({ fetch });
    const reader = (await guard(CHAT_URL, chatRequest(ASKED))).body?.getReader();
    for (const _ of FRAMES) await reader?.read();
    expect(only()).toMatchObject({ status: "ok", usage: { inputTokens: 5, outputTokens: 2 } });
    await reader?.cancel();
    expect(only()).toMatchObject({ status: "ok" });
  });

  test("cancelling after the provider's own error: that error is the call's", async () => {
    const error = { code: 503, status: "UNAVAILABLE", message: "The model is overloaded." };
    const text = { candidates: [{ content: { parts: [{ text: "one" }] } }] };
    const { fetch } = scriptedFetch(
      [text, { error }, text].map((data) => `data: ${JSON.stringify(data)}\n\n`),
    );
    const { guard, only } = guardOf({ fetch });
    const url = "https://llm.example/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse";
    const request = { method: "POST", body: JSON.stringify({ contents: [] }) };
    const reader = (await guard(url, request)).body?.getReader();
    await reader?.read();
    await reader?.read();
    await reader?.cancel();
    expect(only()).toMatchObject({ status: "error", error: { class: "server" }, usageSource: "estimated" });
  });

  test("the first token's time is that of the first text", async () => {
    const { fetch } = scriptedFetch(FRAMES);
    const { guard, only, clock } = guardOf({ fetch });
    const reader = (await guard(CHAT_URL, chatRequest(ASKED))).body?.getReader();
    await clock.advance(200);
    await reader?.read();
    await clock.advance(300);
    while (!(await reader?.read())?.done);
    expect(only()).toMatchObject({ timeToFirstTokenMs: 200, durationMs: 500 });
  });

  test("a body that nobody reads is left to the sweeper", async () => {
    const { fetch } = scriptedFetch(FRAMES);
    const { guard, monitor, only, clock } = guardOf({ fetch });
    await guard(CHAT_URL, chatRequest(ASKED));
    expect(monitor.budgets()[0]?.heldNanos).toBeGreaterThan(0);
    await clock.advance(3_600_000);
    expect(only().status).toBe("abandoned");
    expect(monitor.budgets()[0]?.heldNanos).toBe(0);
  });
});

describe("the response is the provider's", () => {
  test("status, headers, address and clones", async () => {
    const { fetch } = scriptedFetch(FRAMES, {
      status: 201,
      statusText: "Made",
      headers: [
        ["content-type", "text/event-stream"],
        ["x-request-id", "req_1"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ],
    });
    const { guard, only } = guardOf({
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        return Object.defineProperties(response, {
          url: { value: CHAT_URL },
          redirected: { value: true },
          type: { value: "cors" },
        });
      },
    });
    const response = await guard(CHAT_URL, chatRequest(ASKED));
    const clone = response.clone();
    for (const copy of [response, clone]) {
      expect(copy).toBeInstanceOf(Response);
      expect(copy).toMatchObject({
        status: 201,
        statusText: "Made",
        url: CHAT_URL,
        redirected: true,
        type: "cors",
      });
      expect(copy.headers.get("x-request-id")).toBe("req_1");
      expect(copy.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    }
    expect(await Promise.all([response.text(), clone.text()])).toEqual([FRAMES.join(""), FRAMES.join("")]);
    expect(only()).toMatchObject({ status: "ok" });
  });

  test("an answer whose body is no web stream passes as it is, and is charged as a whole", async () => {
    const odd = { ok: true, status: 200, headers: new Headers(), body: "no stream", bodyUsed: false };
    const { guard, only } = guardOf({ fetch: async () => odd as never });
    expect(await guard(CHAT_URL, chatRequest())).toBe(odd);
    expect(only()).toMatchObject({ status: "ok", usageSource: "estimated" });
    expect(only().budget?.chargedNanos).toBe(only().budget?.heldNanos);
  });

  test("an answer that is no JSON passes as it is, and is estimated", async () => {
    const { fetch } = scriptedFetch(["<html>"], { headers: { "content-type": "text/html" } });
    const { guard, only, warnings } = guardOf({ fetch });
    const response = await guard(CHAT_URL, chatRequest({ stream: false }));
    expect(await response.text()).toBe("<html>");
    expect(only()).toMatchObject({ status: "ok", usageSource: "estimated" });
    expect(warnings).toEqual([]);
  });
});

describe("what passes untouched", () => {
  const untouched = async (input: Parameters<typeof fetch>[0], init?: RequestInit, options = {}) => {
    const answer = new Response("ok");
    const calls: unknown[][] = [];
    const fetch: typeof globalThis.fetch = async (...given) => {
      calls.push(given);
      return answer;
    };
    const { guard, records } = guardOf({ fetch, ...options });
    expect(await guard(input, init)).toBe(answer);
    expect(calls).toEqual([[input, init]]);
    expect(calls[0]?.[1]).toBe(init);
    expect(records).toEqual([]);
  };

  test.each<[string, Parameters<typeof fetch>[0], RequestInit?]>([
    ["another method", CHAT_URL],
    ["another path", "https://llm.example/v1/models", chatRequest()],
    ["a relative address", "/v1/chat/completions", chatRequest()],
    ["a body that is no JSON", CHAT_URL, { method: "POST", body: "{" }],
    ["a body that is no object", CHAT_URL, { method: "POST", body: "[1]" }],
    ["a form", CHAT_URL, { method: "POST", body: new FormData() }],
    ["no body", CHAT_URL, { method: "POST" }],
    ["a body beyond all measure", CHAT_URL, { method: "POST", body: `{"a":"${"x".repeat(34_000_000)}"}` }],
  ])("%s", async (_, input, init) => untouched(input, init));

  test("a host that is not known, where only known ones are guarded: its body is not even read", async () => {
    const request = new Request(CHAT_URL, chatRequest());
    await untouched(request, undefined, { hosts: "known" });
    expect(request.bodyUsed).toBe(false);
  });
});

describe("requests in every form", () => {
  const json = JSON.stringify({ model: "gpt-4o", messages: [] });
  test.each<[string, Parameters<typeof fetch>[0], RequestInit?]>([
    ["bytes", CHAT_URL, { method: "POST", body: Buffer.from(json) }],
    ["a buffer", new URL(CHAT_URL), { method: "post", body: new TextEncoder().encode(json).buffer }],
    ["a Request", new Request(CHAT_URL, { method: "POST", body: json })],
    ["a Request with other options", new Request(CHAT_URL), { method: "POST", body: json }],
  ])("%s", async (_, input, init) => {
    const bodies: string[] = [];
    const { guard, only } = guardOf({
      fetch: async (...given) => {
        bodies.push(await new Request(...given).text());
        return Response.json({ model: "gpt-4o-1", usage: { prompt_tokens: 5, completion_tokens: 2 } });
      },
    });
    await (await guard(input, init)).json();
    expect(bodies).toEqual([json]);
    expect(only()).toMatchObject({ responseModel: "gpt-4o-1", usage: { inputTokens: 5, outputTokens: 2 } });
  });
});

describe("usage asked for on the caller's behalf", () => {
  test("only where the option allows", async () => {
    const source = scriptedFetch([chatFrame("one"), "data: [DONE]\n\n"]);
    const { guard, only } = guardOf({ fetch: source.fetch, askForUsage: false });
    await (await guard(CHAT_URL, chatRequest())).text();
    expect(JSON.parse(source.sent[0] ?? "")).not.toHaveProperty("stream_options");
    expect(only()).toMatchObject({ usageSource: "estimated" });
  });

  test("a server that refuses it gets the caller's own request, and is not asked again", async () => {
    const bodies: string[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      bodies.push(String(init?.body));
      return bodies.at(-1)?.includes("stream_options")
        ? Response.json(
            { detail: [{ loc: ["body", "stream_options"], msg: "extra fields" }] },
            { status: 422 },
          )
        : new Response(chatFrame("one"));
    };
    const { guard, llm } = guardOf({ fetch });
    for (let call = 0; call < 2; call += 1) {
      const response = await guard(CHAT_URL, chatRequest());
      expect(await response.text()).toBe(chatFrame("one"));
    }
    expect(bodies.map((body) => body.includes("stream_options"))).toEqual([true, false, false]);
    expect(llm()).toMatchObject([{ status: "ok" }, { status: "ok" }]);
  });
});

test("a guard within a guard leaves the call to the outer one; another monitor counts for itself", async () => {
  const { fetch } = scriptedFetch(FRAMES);
  const other = guardOf({ fetch });
  const inner = guardOf({ fetch: other.guard });
  const outer = createFetchGuard(inner.monitor, { fetch: inner.guard });
  await (await outer(CHAT_URL, chatRequest(ASKED))).text();
  expect(inner.only()).toMatchObject({ usage: { inputTokens: 5 } });
  expect(other.only()).toMatchObject({ usage: { inputTokens: 5 } });
});

test("what a provider says it charged is the cost", async () => {
  const usage = { prompt_tokens: 5, completion_tokens: 2, cost: 0.0123 };
  const { guard, only } = guardOf({
    fetch: async () => Response.json({ usage }),
    provider: "openrouter",
  });
  await (await guard(CHAT_URL, chatRequest({ model: "openai/gpt-4o", stream: false }))).json();
  expect(only()).toMatchObject({
    provider: "openrouter",
    cost: { source: "reported", totalNanos: 12_300_000, catalogue: "openrouter" },
  });
});

test("aborted while the budgets were asked: nothing is charged", async () => {
  const abort = new AbortController();
  let reads = 0;
  Object.defineProperty(abort.signal, "aborted", { get: () => ++reads > 1 });
  const fetch = () => Promise.reject(new DOMException("aborted", "AbortError"));
  const { guard, only } = guardOf({ fetch });
  const request = { ...chatRequest(), signal: abort.signal };
  await expect(guard(CHAT_URL, request)).rejects.toThrow("aborted");
  expect(only()).toMatchObject({ status: "cancelled", budget: { chargedNanos: 0 } });
});

describe("errors of our own never reach the call", () => {
  test.each(["start", "get", "token", "end"] as const)("the tracker fails at %s", async (name) => {
    const { monitor, warnings } = watchCalls();
    const entrance = monitor[ENTRANCE];
    const tracker = new Proxy(entrance.tracker, {
      get: (target, key) => {
        if (key === name) throw new Error("our own fault");
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const { fetch } = scriptedFetch(FRAMES);
    const guard = createFetchGuard({ [ENTRANCE]: { ...entrance, tracker } }, { fetch });
    const response = await entrance.scope.inCall("nobody", () => guard(CHAT_URL, chatRequest(ASKED)));
    expect(await response.text()).toBe(FRAMES.join(""));
    expect(warnings).toMatchObject([expect.stringContaining("our own fault")]);
  });
});
