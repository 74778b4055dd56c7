import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import type { Options } from "react-markdown";

type Plugin = NonNullable<Options["remarkPlugins"]>[number];

/** A node of the syntax tree, as far as it is looked at here. */
interface MarkdownNode {
  type: string;
  value?: string;
  children?: MarkdownNode[];
  readonly url?: string;
  readonly title?: string | null;
  readonly alt?: string | null;
  readonly lang?: string | null;
  readonly meta?: string | null;
  readonly ordered?: boolean | null;
  readonly position?: {
    readonly start: { readonly offset?: number };
    readonly end: { readonly offset?: number };
  };
  data?: { readonly hProperties: Readonly<Record<string, string>> };
}

/** Markdown that would swallow what people wrote: tags, entities, backslashes, addresses that are named elsewhere. */
const LEFT_AS_WRITTEN = [
  "htmlFlow",
  "htmlText",
  "characterReference",
  "characterEscape",
  "hardBreakEscape",
  "definition",
  "autolink",
  // Prompts are often indented as the code is that they are written in.
  "codeIndented",
];

/** A remark plugin by which nothing is lost: HTML stays text, links say where they lead, line breaks are kept. */
export const literalMarkdown: Plugin = function literalMarkdown() {
  Object.assign(this.data(), {
    micromarkExtensions: [gfmTable(), { disable: { null: LEFT_AS_WRITTEN } }],
    fromMarkdownExtensions: [gfmTableFromMarkdown()],
  });
  return (tree: MarkdownNode, file: unknown) => tell(tree, String(file));
};

/** Rewrites what is below a node, from the leaves up. */
function tell(node: MarkdownNode, source: string): void {
  if (node.ordered === true) for (const item of node.children ?? []) keepNumber(item, source);
  if (node.children === undefined) return;
  node.children = node.children.flatMap((child) => {
    tell(child, source);
    return toldAs(child, source);
  });
}

function toldAs(node: MarkdownNode, source: string): MarkdownNode[] {
  switch (node.type) {
    case "text":
      return lines(node.value ?? "");
    case "html":
      return [textNode(node.value ?? "")];
    case "link":
      return [...(node.children ?? []), textNode(` (${addressOf(node)})`)];
    case "image":
      return [textNode(`${node.alt ?? ""} (${addressOf(node)})`)];
    case "code":
      return node.lang ? [caption([node.lang, node.meta].filter(Boolean).join(" ")), node] : [node];
    case "table":
      return isEven(node) ? [node] : [paragraph(lines(sourceOf(node, source)))];
    default:
      return [node];
  }
}

function lines(text: string): MarkdownNode[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, place) => [...(place === 0 ? [] : [{ type: "break" }]), textNode(line)]);
}

/** HTML numbers items by itself; people refer to the numbers that they wrote. */
function keepNumber(item: MarkdownNode, source: string): void {
  const [number] = /^\d+/.exec(sourceOf(item, source)) ?? [];
  if (number !== undefined) item.data = { hProperties: { value: String(Number(number)) } };
}

/** A table leaves out what goes beyond its header. */
function isEven({ children: rows = [] }: MarkdownNode): boolean {
  return rows.every((row) => (row.children?.length ?? 0) <= (rows[0]?.children?.length ?? 0));
}

function addressOf({ url = "", title }: MarkdownNode): string {
  return title ? `${url} "${title}"` : url;
}

function caption(text: string): MarkdownNode {
  return { ...paragraph([textNode(text)]), data: { hProperties: { className: "code-language" } } };
}

function paragraph(children: MarkdownNode[]): MarkdownNode {
  return { type: "paragraph", children };
}

function textNode(value: string): MarkdownNode {
  return { type: "text", value };
}

function sourceOf({ position }: MarkdownNode, source: string): string {
  return source.slice(position?.start.offset, position?.end.offset);
}
