import { type RefObject, useEffect } from "react";
import { placesOf } from "./found-words.ts";

/** The name that styles.css has for it. */
const HIGHLIGHT = "found";

/** Most places that are marked: a common letter must not hold the page up. */
const MAX_PLACES = 2_000;

/**
 * Marks where words stand in an element, however its text is drawn and whenever it comes. Nothing of the page changes:
 * browsers without highlights of their own show none.
 */
export function useHighlight(element: RefObject<HTMLElement | null>, words: readonly string[]): void {
  useEffect(() => {
    const { current } = element;
    if (current === null || words.length === 0 || !("highlights" in CSS)) return undefined;
    const mark = () => CSS.highlights.set(HIGHLIGHT, new Highlight(...rangesIn(current, words)));
    mark();
    const observer = new MutationObserver(mark);
    observer.observe(current, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      CSS.highlights.delete(HIGHLIGHT);
    };
  }, [element, words]);
}

function rangesIn(element: HTMLElement, words: readonly string[]): readonly Range[] {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const ranges: Range[] = [];
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    for (const { start, end } of placesOf(words, node.textContent ?? "")) {
      if (ranges.length >= MAX_PLACES) return ranges;
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      ranges.push(range);
    }
  }
  return ranges;
}
