import { expect, it } from "vitest";
import { foundWords, placesOf } from "./found-words.ts";

it.each([
  ["review legal", ["review", "legal"]],
  ['"by legal" review', ["by legal", "review"]],
  ['an open "quote', ["an", "open", "quote"]],
  ['""', []],
])("reads %s as words and phrases", (find, words) => {
  expect(foundWords(find)).toEqual(words);
});

it.each([
  [["legal"], "Legal, LEGAL", ["Legal", "LEGAL"]],
  [["a", "ab"], "ab a", ["ab", "a"]],
  [["by legal"], "by\n legal", ["by\n legal"]],
  [["(.*)"], "x (.*) y", ["(.*)"]],
  [["北港"], "北港有多深", ["北港"]],
  [["", " "], "nothing", []],
])("finds %j in %j", (words, text, found) => {
  expect(placesOf(words, text).map(({ start, end }) => text.slice(start, end))).toEqual(found);
});
