import { describe, expect, it } from "vitest";
import { redactPersonalData } from "./personal-data.ts";

describe("redactPersonalData", () => {
  it.each([
    ["an address in a sentence", "Mail alice.b+x@mail.example.co.uk, please.", "Mail [email], please."],
    ["an address in brackets", "Bob <bob@example.com>", "Bob <[email]>"],
    ["letters of any script", "schreib an jörg@müller.de", "schreib an [email]"],
    ["an encoded one in a URL", "https://h/x?mail=bob%40example.com&a=1", "https://h/x?mail=[email]&a=1"],
    ["one behind a JSON escape", '{"a":"x\\nbob@example.com"}', '{"a":"x\\n[email]"}'],
    ["one behind a Windows domain", "CORP\\admin@example.com", "CORP\\[email]"],
    ["two that touch", "a@b.com,c@d.com", "[email],[email]"],
    ["a card in one piece", "card 4111111111111111!", "card [card]!"],
    ["a card in groups", "5500 0055 5555 5559 12/27", "[card] 12/27"],
    ["a card in dashes", "4012-8888-8888-1881", "[card]"],
    ["a card in dots and wide spaces", "4012.8888.8888.1881, 4012  8888  8888  1881", "[card], [card]"],
    ["American Express", "3782 822463 10005", "[card]"],
    ["a card behind another number", "order 12 4111 1111 1111 1111", "order 12 [card]"],
    ["two cards in a row", "4111111111111111 5555555555554444", "[card] [card]"],
    ["a card in JSON", '{"pan":"\\n4111111111111111"}', '{"pan":"\\n[card]"}'],
    ["a phone number in one piece", "call +4915112345678 now", "call [phone] now"],
    ["one in groups", "+49 (0) 151 / 123 456 78", "[phone]"],
    ["one by two zeros", "tel 0049 151 1234567", "tel [phone]"],
    ["an American one", "(415) 555-2671 or 415-555-2671 or 1-415-555-2671", "[phone] or [phone] or [phone]"],
    ["one behind a JSON escape", '"\\n+44 20 7946 0958"', '"\\n[phone]"'],
    ["all at once", "a@b.com 4111111111111111 +14155552671", "[email] [card] [phone]"],
  ])("removes %s", (_what, text, expected) => {
    expect(redactPersonalData(text)).toBe(expected);
  });

  it.each([
    "2026-11-24T00:35:00.123456Z and 2026-11-24 00:35:00+02:00",
    "550e8400-e29b-41d4-a716-446655440000",
    "0199abcd-1234-7000-8000-123456789012",
    "1795478590369 1795478590369000000 1234567890",
    "4111111111111112 is no card: its check digit is wrong",
    "9999999999999995 is of no network",
    "$1,299.00 or 1 299 000,00 EUR or +1,000,000",
    "192.168.100.200:8080 and 10.0.0.1",
    "v1.22.333-beta.4, lodash@4.17.21, @scope/name@1.0.0",
    "Limit 30000, Used 29900, Requested 12345678 tokens (+1500000)",
    "[0.4539578308491706, -0.4111111111111111, 1.4111111111111111e+10]",
    "photo@2x.png, user@host, @mention, a @ b.c",
    "x+15551234567 = y",
    "req_011CQ4111111 gpt-4o-2024-08-06 claude-sonnet-4-5-20250929",
    "123-45-6789, 030 1234567, 12-345-678",
    "什么是量子纠缠？😀",
  ])("leaves alone: %s", (text) => {
    expect(redactPersonalData(text)).toBe(text);
  });

  it("looks only for what it is told to", () => {
    const text = "a@b.com 4111111111111111 +14155552671";
    expect(redactPersonalData(text, ["card"])).toBe("a@b.com [card] +14155552671");
    expect(redactPersonalData(text, [])).toBe(text);
  });
});
