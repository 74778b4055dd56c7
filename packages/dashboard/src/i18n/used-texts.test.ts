import { expect, it } from "vitest";
import { en } from "./en.ts";

/** The pages by their path, without tests and texts. */
const PAGES = filesOf(
  import.meta.glob("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }),
);
/** What the server and core give names to. */
const BEHIND = filesOf(
  import.meta.glob(["../../../server/src/**/*.ts", "../../../core/src/**/*.ts"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);

/** Texts of things that the server and core give names to. */
const NAMED_BEHIND = /^(?:measure|dimension|terms|explore|alerts|budgets|access|settings)\./;

const QUOTED = new Set(PAGES.flatMap(quotedIn));
const NAMES = new Set(PAGES.flatMap(namesIn));
const NAMES_BEHIND = new Set([...PAGES, ...BEHIND].flatMap(namesIn));
const FORMS = PAGES.flatMap((code) => [...code.matchAll(/`([a-zA-Z]+\.[^`]*\$\{[^`]*)`/g)]).map(
  ([, template = ""]) => formOf(template),
);

it.each([...new Set(keysOf(en))])("%s is shown somewhere", (key) => {
  const names = NAMED_BEHIND.test(key) ? NAMES_BEHIND : NAMES;
  const isName = (part: string) => part === "" || names.has(part) || names.has(uncapitalized(part));
  const isNamed = FORMS.some((form) => form.exec(key)?.slice(1).every(isName));
  expect(QUOTED.has(key) || isNamed).toBe(true);
});

function filesOf(found: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(found)
    .filter(([path]) => !path.includes(".test.") && !/^\.\//.test(path))
    .map(([, code]) => String(code));
}

/** Keys of texts, plural forms as one. */
function keysOf(texts: object, above = ""): readonly string[] {
  return Object.entries(texts).flatMap(([name, value]) => {
    const key = `${above}${name}`;
    return typeof value === "string" ? [key.replace(/_(?:zero|one|other)$/, "")] : keysOf(value, `${key}.`);
  });
}

function quotedIn(code: string): readonly string[] {
  return [...code.matchAll(/"([\w.<>=-]+)"/g)].map(([, text = ""]) => text);
}

/** What is quoted, and names of fields: either may be a part of a key. */
function namesIn(code: string): readonly string[] {
  return [...quotedIn(code), ...[...code.matchAll(/(\w+)\??: /g)].map(([, name = ""]) => name)];
}

/** Matches the keys that a template can stand for. */
function formOf(template: string): RegExp {
  const fixed = template.split(/\$\{[^}]*\}/).map((text) => text.replaceAll(".", "\\."));
  return new RegExp(`^${fixed.join("(.*)")}$`);
}

function uncapitalized(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
