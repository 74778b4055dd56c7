import { expect, it } from "vitest";
import { searchTermsOf } from "./search-terms.ts";

it.each([
  ["Refund policy", { words: ["refund", "policy"], phrases: [] }],
  ['"Refund Policy"', { words: [], phrases: ["refund policy"] }],
  ['"the refund policy of" eu', { words: ["refund", "policy", "eu"], phrases: ["the refund policy of"] }],
  ["gpt-4o", { words: [], phrases: ["gpt-4o"] }],
  ["量子 Über", { words: [], phrases: ["量子", "Über"] }],
  ['""  "', { words: [], phrases: [] }],
  ['open "quote here', { words: ["open", "quote", "here"], phrases: [] }],
])("reads %s", (text, terms) => {
  expect(searchTermsOf(text)).toEqual(terms);
});
