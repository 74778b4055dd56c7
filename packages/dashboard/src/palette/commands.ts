import type { FilterDimension } from "../app/view.ts";

/** What can be done from the palette. */
export type Command =
  | { readonly kind: "page"; readonly to: string }
  | { readonly kind: "trace"; readonly traceId: string }
  | { readonly kind: "person"; readonly of: "user" | "session"; readonly id: string }
  | { readonly kind: "filter"; readonly dimension: FilterDimension; readonly value: string }
  | { readonly kind: "names" | "texts"; readonly text: string };

/** A page by its address and its name in the language of the pages. */
export interface NamedPage {
  readonly to: string;
  readonly title: string;
}

/** Values of a dimension that occur. */
export interface FoundValues {
  readonly dimension: FilterDimension;
  readonly values: readonly string[];
}

/** Values told of each dimension: more would push the others out of sight. */
const VALUES_OF_EACH = 4;

/** What fits a text, best first: a trace by its id, pages by their name, people and other values, then searches. */
export function commandsFor(
  text: string,
  pages: readonly NamedPage[],
  found: readonly FoundValues[],
): readonly Command[] {
  const wanted = text.trim();
  const words = wanted.toLowerCase();
  const toPages = pages
    .filter(({ title, to }) => title.toLowerCase().includes(words) || to.slice(1).startsWith(words))
    .map(({ to }): Command => ({ kind: "page", to }));
  if (wanted === "") return toPages;
  const traceId = /^[0-9a-f]{32}$/.test(words) ? [{ kind: "trace", traceId: words } as const] : [];
  return [
    ...traceId,
    ...toPages,
    ...found.flatMap(({ dimension, values }) =>
      values.slice(0, VALUES_OF_EACH).map((value) => commandOf(dimension, value)),
    ),
    { kind: "names", text: wanted },
    { kind: "texts", text: wanted },
  ];
}

function commandOf(dimension: FilterDimension, value: string): Command {
  return dimension === "user" || dimension === "session"
    ? { kind: "person", of: dimension, id: value }
    : { kind: "filter", dimension, value };
}
