/** The words and phrases of a search for prompts and answers: what stands in double quotes is one. */
export function foundWords(find: string): readonly string[] {
  return [...find.matchAll(/"([^"]+)"|([^\s"]+)/g)].flatMap(([, phrase, word]) => phrase ?? word ?? []);
}

/** Where any of the words stands in a text, in whatever case, from the first on; places do not overlap. */
export function placesOf(
  words: readonly string[],
  text: string,
): readonly { readonly start: number; readonly end: number }[] {
  const wanted = words.map((word) => word.trim()).filter((word) => word !== "");
  if (wanted.length === 0) return [];
  const any = wanted
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  return [...text.matchAll(new RegExp(any.join("|"), "giu"))].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
}
