import { describe, expect, it } from "vitest";
import type { ChangeableOptions } from "../options/monitor-options.ts";
import { Redactor } from "./redactor.ts";

const KEY = "sk-0123456789abcdef0123";

function redactorOf(redaction: ChangeableOptions["redaction"] = {}): Redactor {
  return new Redactor({ redaction }, (error) => {
    throw error;
  });
}

describe("Redactor", () => {
  it("cleans metadata and tags, names of metadata too", () => {
    const context = {
      tags: ["beta", `key ${KEY}`, "bob@example.com"],
      metadata: { contact: "call +4915112345678", [KEY]: 1, isPaid: true, [`m-${"x".repeat(4)}`]: KEY },
    };
    expect(redactorOf().context(context)).toEqual({
      tags: ["beta", "key [redacted]", "[email]"],
      metadata: { contact: "call [phone]", "[redacted]": 1, isPaid: true, "m-xxxx": "[redacted]" },
    });
  });

  it("leaves users apart: an address stays, a key becomes a stand-in of its own", () => {
    const redactor = redactorOf();
    const userOf = (userId: string) => redactor.context({ userId }).userId;
    expect(userOf("bob@example.com")).toBe("bob@example.com");
    expect(userOf(KEY)).toMatch(/^\[redacted\]-[0-9a-f]{12}$/);
    expect(userOf(KEY)).toBe(userOf(KEY));
    expect(userOf(`${KEY}x`)).not.toBe(userOf(KEY));
    expect(userOf(userOf(KEY) ?? "")).toBe(userOf(KEY));
  });

  it("cleans error messages, also where they were cut", () => {
    const error = { class: "server", type: "E", fingerprint: "0".repeat(16) } as const;
    const redactor = redactorOf();
    expect(redactor.error({ ...error, message: "no bob@example.com" }).message).toBe("no [email]");
    const cut = `${"word ".repeat(398)}bob@exam…`;
    expect(redactor.error({ ...error, message: cut }).message).toBe(`${"word ".repeat(398).trimEnd()}…`);
    const plain = { ...error, message: "nothing to see" };
    expect(redactor.error(plain)).toBe(plain);
  });

  it("takes out keys whatever is configured, and tells the hook the side", () => {
    const sides: string[] = [];
    const redactor = redactorOf({
      patterns: [],
      redact: (text, { side }) => {
        sides.push(side);
        return text;
      },
    });
    expect(redactor.text(`${KEY} bob@example.com`, "output")).toBe("[redacted] bob@example.com");
    redactor.context({ tags: ["a"], metadata: { b: "c" } });
    redactor.error({ class: "server", type: "E", message: "m", fingerprint: "0".repeat(16) });
    expect(sides).toEqual(["output", "metadata", "metadata", "error"]);
  });
});
