import { describe, expect, it } from "vitest";
import { redactSecrets, redactUrl } from "./secrets.ts";

const body = "T3BlbkFJa1b2C3d4E5f6G7h8I9j0";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

describe("redactSecrets", () => {
  it.each([
    ["an OpenAI key", `Incorrect API key provided: sk-${body}.`, "Incorrect API key provided: [redacted]."],
    ["a key masked by the provider", "provided: sk-abcde***********wxyz.", "provided: [redacted]."],
    ["a project key", `key sk-proj-${body}_x-y`, "key [redacted]"],
    ["an Anthropic key", `key sk-ant-api03-${body}`, "key [redacted]"],
    ["a key glued to a word", `usesk-${body}`, "use[redacted]"],
    ["a key behind a JSON escape", `{"a":"x\\nsk-test-1234567"}`, `{"a":"x\\n[redacted]"}`],
    ["a Google key", `AIzaSyA-${body}`, "[redacted]"],
    ["an AWS key id", "AKIAIOSFODNN7EXAMPLE is not allowed", "[redacted] is not allowed"],
    ["a GitHub token", `ghp_${body}`, "[redacted]"],
    ["a Slack token", "xoxb-12345-67890-abcdef", "[redacted]"],
    ["a LangSmith key", "lsv2_pt_0123456789abcdef_0123", "[redacted]"],
    ["a bearer token", "Authorization: Bearer abc.def-ghi", "Authorization: Bearer [redacted]"],
    ["a bearer token in lower case", "bearer abcd1234", "bearer [redacted]"],
    ["basic credentials", "Basic dXNlcjpwYXNz", "Basic [redacted]"],
    ["a header of any scheme", "authorization: token0123456", "authorization: [redacted]"],
    ["a scheme with its value", "Authorization: Digest username1234", "Authorization: [redacted]"],
    ["an equals pair", "api_key=abc&x=1", "api_key=[redacted]&x=1"],
    ["a header pair", "x-api-key: abcdef123", "x-api-key: [redacted]"],
    ["a JSON pair", '{"password": "p w, d", "a": 1}', '{"password": "[redacted]", "a": 1}'],
    ["an escaped JSON pair", '{\\"apiKey\\":\\"abc\\"}', '{\\"apiKey\\":\\"[redacted]\\"}'],
    ["a single-quoted pair", "{ secret: 'a b' }", "{ secret: '[redacted]' }"],
    ["an environment pair", "OPENAI_API_KEY=whatever it is", "OPENAI_API_KEY=[redacted] it is"],
    ["a cookie", "Cookie: a=b; c=d\nAccept: x", "Cookie: [redacted]\nAccept: x"],
    ["a JWT", `jwt ${jwt}!`, "jwt [redacted]!"],
    ["URL credentials", "redis://user:pa:ss@host:6379/0", "redis://[redacted]@host:6379/0"],
    ["a URL user alone", "https://token@host/x", "https://[redacted]@host/x"],
    [
      "a password with an unescaped slash",
      "postgres://me:p/w?d@db:5432/x",
      "postgres://[redacted]@db:5432/x",
    ],
    [
      "query parameters",
      "https://h/v1?key=abc&model=m&access_token=t",
      "https://h/v1?key=[redacted]&model=m&access_token=[redacted]",
    ],
    [
      "a Slack webhook",
      "POST https://hooks.slack.com/services/T0/B0/xyz failed",
      "POST https://hooks.slack.com/services/[redacted] failed",
    ],
    [
      "a Discord webhook",
      "https://discord.com/api/webhooks/123/abc",
      "https://discord.com/api/webhooks/[redacted]",
    ],
    [
      "a Telegram bot",
      "https://api.telegram.org/bot123:abc/send",
      "https://api.telegram.org/bot[redacted]/send",
    ],
    [
      "a private key",
      "x -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- y",
      "x [redacted] y",
    ],
  ])("removes %s", (_what, text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  it.each([
    "max_tokens: 100000, input_tokens=512",
    "Unexpected token: }",
    "the task-force-management of risk-assessment-frameworks",
    "Missing bearer token in header; Basic authentication required",
    "https://example.com:8080/users/@me?page=2",
    "mail me@example.com, see https://host/a@b",
    "什么是量子纠缠？ a: b = c",
    "Rate limit reached for gpt-4o in organization org-abc on tokens per min (TPM): Limit 30000",
  ])("leaves alone: %s", (text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});

describe("redactUrl", () => {
  it.each([
    ["a plain URL stays", "https://example.com:8080/hooks/alerts", "https://example.com:8080/hooks/alerts"],
    ["credentials go", "https://u:p@example.com/x", "https://[redacted]@example.com/x"],
    [
      "every query value goes",
      "https://h/x?team=a&k=b&flag",
      "https://h/x?team=[redacted]&k=[redacted]&[redacted]",
    ],
    ["the fragment goes", "https://h/x#secret", "https://h/x"],
    ["opaque path segments go", "https://h/in/0a1b2c3d4e5f6a7b8c9d/go", "https://h/in/[redacted]/go"],
    [
      "a Slack path goes",
      "https://hooks.slack.com/services/T0/B0/x",
      "https://hooks.slack.com/services/[redacted]",
    ],
    ["a text that is no URL is redacted as text", `not a url sk-${body}`, "not a url [redacted]"],
  ])("%s", (_what, url, expected) => {
    expect(redactUrl(url)).toBe(expected);
  });
});
