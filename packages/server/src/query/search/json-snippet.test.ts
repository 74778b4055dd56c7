import fc from "fast-check";
import { expect, it } from "vitest";
import { textOfSnippet } from "./json-snippet.ts";

function cut(text: string, word: string) {
  const at = text.indexOf(word);
  return { before: text.slice(0, at), match: word, after: text.slice(at + word.length) };
}

it("gives the string that holds the match, as it was before it became JSON", () => {
  const text = JSON.stringify([{ role: "user", content: 'say "hello"\nto the harbour\tmaster é' }]);
  expect(textOfSnippet(cut(text, "harbour"))).toEqual({
    before: 'say "hello"\nto the ',
    match: "harbour",
    after: "\tmaster é",
  });
  const ascii = text.replace("é", "\\u00e9");
  expect(textOfSnippet(cut(ascii, "harbour")).after).toBe("\tmaster é");
});

it("gives back whatever was written about a word", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      fc.pre(!before.includes("harbour"));
      const text = JSON.stringify({ role: "user", content: `${before}harbour${after}` });
      expect(textOfSnippet(cut(text, "harbour"))).toEqual({ before, match: "harbour", after });
    }),
  );
});

it("leaves what is no text of one string", () => {
  const snippet = { before: '[{"role', match: '":"user', after: '"}]' };
  expect(textOfSnippet(snippet)).toEqual(snippet);
});

it("reads a text that begins and ends within a string", () => {
  expect(textOfSnippet({ before: "ng before \\n", match: "x", after: " and \\" })).toEqual({
    before: "ng before \n",
    match: "x",
    after: " and \\",
  });
});
