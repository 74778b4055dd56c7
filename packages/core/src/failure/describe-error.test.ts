import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeError } from "./describe-error.ts";
import { isMaybeBilled } from "./maybe-billed.ts";

describe("how an error is recorded", () => {
  test("with class, type, message and code", () => {
    class RateLimitError extends Error {}
    const error = Object.assign(
      new RateLimitError(
        "429 Rate limit reached\n\nTroubleshooting URL: https://docs.langchain.com/errors/MODEL_RATE_LIMIT/\n",
      ),
      { status: 429, code: "rate_limit_exceeded", lc_error_code: "MODEL_RATE_LIMIT" },
    );
    expect(describeError(error)).toEqual({
      class: "rate_limit",
      type: "RateLimitError",
      message: "429 Rate limit reached",
      code: "429",
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test("a provider code stands where there is no status", () => {
    expect(describeError(Object.assign(new Error("x"), { code: "ECONNRESET" }))).toMatchObject({
      class: "connection",
      code: "ECONNRESET",
    });
  });

  test("without secrets, in the fingerprint too", () => {
    const leak = (key: string) => describeError(new Error(`Incorrect API key provided: ${key}`));
    const first = leak("sk-proj-abcdefghijklmnopqrstuvwxyz123456");
    expect(JSON.stringify(first)).not.toContain("abcdefghij");
    expect(first.fingerprint).toBe(leak("sk-proj-zyxwvutsrqponmlkjihgfedcba654321").fingerprint);
  });

  test("cut to 2,000 code points, never inside one", () => {
    const { message } = describeError(new Error("😀".repeat(5_000)));
    expect([...message].length).toBeLessThanOrEqual(2_000);
    expect(message).not.toMatch(/[\ud800-\udfff]/u);
  });

  test.each([
    ["just text", { type: "string", message: "just text" }],
    [undefined, { type: "undefined", message: "undefined" }],
    [null, { type: "null", message: "null" }],
    [{}, { type: "object", message: "" }],
    [Symbol("s"), { type: "symbol", message: "Symbol(s)" }],
  ])("anything can be thrown: %s", (thrown, expected) => {
    expect(describeError(thrown)).toMatchObject({ class: "unknown", ...expected });
  });

  test("a hostile or cyclic error does no harm", () => {
    const hostile = new Proxy(new Error("x"), {
      get() {
        throw new Error("hostile");
      },
    });
    const getter = Object.defineProperty(new Error("seen"), "cause", {
      get() {
        throw new Error("hostile");
      },
    });
    const cyclic: Record<string, unknown> = { message: "round" };
    cyclic["cause"] = cyclic;
    expect(describeError(hostile)).toMatchObject({ class: "unknown" });
    expect(describeError(getter)).toMatchObject({ type: "Error", message: "seen" });
    expect(describeError(cyclic)).toMatchObject({ message: "round" });
    fc.assert(fc.property(fc.anything(), (thrown) => describeError(thrown).fingerprint.length === 16));
  });
});

describe("whether a failed call may be on the bill", () => {
  const error = (fields: object) => Object.assign(new Error("x"), fields);
  const quiet = { sawTokens: false };

  test.each([
    ["400", error({ status: 400 }), "no"],
    ["401", error({ status: 401 }), "no"],
    ["429", error({ status: 429 }), "no"],
    ["500", error({ status: 500 }), "no"],
    ["529", error({ status: 529 }), "no"],
    ["a refused connection", error({ code: "ECONNREFUSED" }), "no"],
    ["an unknown host, deep down", error({ cause: error({ cause: error({ code: "ENOTFOUND" }) }) }), "no"],
    ["a connection that never stood", error({ code: "UND_ERR_CONNECT_TIMEOUT" }), "no"],
    ["our own denial", error({ name: "BudgetExceededError" }), "no"],
    ["LangChain's refusal without a status", error({ lc_error_code: "MODEL_RATE_LIMIT" }), "no"],
    ["a time-out", error({ name: "TimeoutError" }), "unknown"],
    ["an abort", error({ name: "AbortError" }), "unknown"],
    ["a reset connection", error({ code: "ECONNRESET" }), "unknown"],
    ["a gateway that gave up", error({ status: 504 }), "unknown"],
    ["a filtered answer", error({ name: "ContentFilterFinishReasonError" }), "unknown"],
    ["an error of our caller's", new TypeError("x is not a function"), "unknown"],
  ])("%s", (_what, thrown, expected) => {
    expect(isMaybeBilled(thrown, quiet)).toBe(expected);
    expect(isMaybeBilled(thrown, { sawTokens: true })).toBe("streamed");
  });
});
