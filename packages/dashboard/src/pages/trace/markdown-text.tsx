import Markdown from "react-markdown";
import { literalMarkdown } from "./literal-markdown.ts";

/** Text drawn as Markdown, without losing any of it. Nothing in it runs, links or loads. */
export function MarkdownText({ text }: { readonly text: string }) {
  return (
    <Markdown remarkPlugins={[literalMarkdown]} disallowedElements={["img", "a"]} unwrapDisallowed>
      {text}
    </Markdown>
  );
}
