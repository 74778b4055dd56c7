import fc from "fast-check";
import { expect, it } from "vitest";
import { redactSecrets, redactUrl } from "./secrets.ts";

const alphanumeric = fc.string({
  unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
  minLength: 24,
  maxLength: 48,
});
const surrounding = fc.string({ unit: fc.constantFrom(..."ab ,.()\n什😀"), maxLength: 12 });

const secretForms: readonly ((body: string) => string)[] = [
  (body) => `sk-${body}`,
  (body) => `sk-ant-api03-${body}`,
  (body) => `sk-proj-${body}`,
  (body) => `AIza${body}`,
  (body) => `AKIA${body.toUpperCase()}`,
  (body) => `ghp_${body}`,
  (body) => `xoxb-${body}`,
  (body) => `lsv2_pt_${body}`,
  (body) => `Bearer ${body}`,
  (body) => `api_key=${body}`,
  (body) => `"client_secret": "${body}"`,
  (body) => `eyJ${body}.${body}.${body}`,
  (body) => `https://user:${body}@host/path`,
  (body) => `https://host/path?key=${body}`,
  (body) => `https://hooks.slack.com/services/T0/B0/${body}`,
];

it("removes a secret of every form, wherever it stands", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...secretForms),
      alphanumeric,
      surrounding,
      surrounding,
      (form, body, before, after) => {
        const clean = redactSecrets(`${before} ${form(body)} ${after}`);
        expect(clean.toLowerCase()).not.toContain(body.toLowerCase());
        expect(clean.startsWith(before) && clean.endsWith(after)).toBe(true);
      },
    ),
  );
});

it("changes nothing more when it runs again", () => {
  const fragments = fc.constantFrom(
    ..."sk-|eyJ|.|://|@|:|=|?key=|&|token|secret|Bearer |Basic |\"|'|\\|\n| |cookie:|abcdefgh1234|[|]|/".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 30 }), (parts) => {
      const once = redactSecrets(parts.join(""));
      expect(redactSecrets(once)).toBe(once);
    }),
  );
});

it("leaves no query value and no credential in a URL", () => {
  fc.assert(
    fc.property(alphanumeric, fc.constantFrom("a", "key", "x-y", "T"), (body, name) => {
      expect(redactUrl(`https://u:${body}@h.example/p?${name}=${body}#${body}`)).not.toContain(body);
    }),
  );
});

// A pattern that backtracks would take minutes on these and run into the test's time limit.
it.each([
  "a",
  "-",
  " ",
  "eyJ",
  "eyJ.",
  "eyJa.b",
  "sk-",
  "sk-a ",
  "://",
  "://a:b",
  "://a:",
  "token",
  "token=",
  'token="',
  "token='",
  "token: ",
  "secret : ",
  "bearer ",
  "Basic ",
  "Basic a",
  "cookie:",
  "cookie",
  "?key=",
  "-----BEGIN PRIVATE KEY-----",
  "-----END ",
  "/bot1",
  "api_key=[redacted]",
  "hooks.slack.com/services/",
  "\\n",
  "[",
  "A1",
])("gets through a hostile text of a hundred thousand characters: %j", (unit) => {
  const hostile = unit.repeat(Math.ceil(100_000 / unit.length)).slice(0, 100_000);
  const clean = redactSecrets(`${hostile} sk-ant-0123456789`);
  expect(clean).not.toContain("0123456789");
  expect(redactUrl(`https://h/${hostile}?q=0123456789`)).not.toContain("0123456789");
});
