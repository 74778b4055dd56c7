import { describe, expect, it } from "vitest";
import { type Silence, silenceFor } from "./silence.ts";

const labels = { alertname: "Errors", model: "gpt" };

describe("silenceFor", () => {
  it.each<[string, Partial<Silence>, boolean]>([
    ["a matching label", { matchers: [{ label: "model", op: "=", value: "gpt" }] }, true],
    ["another value", { matchers: [{ label: "model", op: "=", value: "other" }] }, false],
    [
      "a value that is not the excluded one",
      { matchers: [{ label: "model", op: "!=", value: "other" }] },
      true,
    ],
    ["the excluded value", { matchers: [{ label: "model", op: "!=", value: "gpt" }] }, false],
    ["an absent label as the empty value", { matchers: [{ label: "user", op: "=", value: "" }] }, true],
    [
      "an absent label as unequal to any value",
      { matchers: [{ label: "user", op: "!=", value: "x" }] },
      true,
    ],
    [
      "one match of two",
      {
        matchers: [
          { label: "model", op: "=", value: "gpt" },
          { label: "alertname", op: "=", value: "Latency" },
        ],
      },
      false,
    ],
    ["no matcher at all: nothing, rather than everything", { matchers: [] }, false],
    ["a silence that begins now", { startsAt: 100 }, true],
    ["a silence that has not begun", { startsAt: 101 }, false],
    ["a silence that ends later", { endsAt: 101 }, true],
    ["a silence that ends now", { endsAt: 100 }, false],
  ])("%s", (_what, changes, isSilenced) => {
    const silence = {
      matchers: [{ label: "alertname", op: "=" as const, value: "Errors" }],
      reason: "r",
      ...changes,
    };
    expect(silenceFor([silence], labels, 100)).toBe(isSilenced ? silence : undefined);
  });
});
