import fc from "fast-check";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { MarkdownText } from "./markdown-text.tsx";

function drawn(text: string): string {
  return renderToStaticMarkup(createElement(MarkdownText, { text }));
}

/** What one reads: the text between tags, and the numbers of list items. */
function read(text: string): string {
  return drawn(text)
    .replaceAll(/<li value="(\d+)">/g, " $1. ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");
}

function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

const XML_PROMPT = `You are an expert. Use the context.

<context id="c1">
  <doc>The harbour opens at 8 &amp; closes at 9.</doc>
  <!-- reviewed by legal -->
</context>

<instructions>
- Answer in <b>bold</b>
3. third
7. seventh
</instructions>`;

const PROMPTS = [
  XML_PROMPT,
  "<script>window.hacked = 1</script>",
  '<img src="/hacked.png" onerror="window.hacked = 1">',
  '[click me](javascript:window.hacked=1 "a title")',
  "![picture](https://attacker.example/stolen.png)",
  "<svg onload=window.hacked=1><style>@import 'x'</style></svg>",
  "see [the docs][ref] and <https://example.com/a?b=c>\n\n[ref]: https://example.com/docs 'Docs'",
  "```python title=app.py\nprint(1)\n```",
  "| a | b |\n| - | - |\n| 1 | 2 |",
  "| a | b |\n| - | - |\n| 1 | 2 | three |",
  "    <indented>\n        deeper\n    </indented>",
  "C:\\new\\*folder \\[x\\] &nbsp; &#65;",
] as const;

describe("what a prompt says", () => {
  it.each(PROMPTS)("is all there: %s", (prompt) => {
    expect(words(read(prompt))).toEqual(expect.arrayContaining(words(prompt)));
  });

  it("is all there, however it is put together", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...PROMPTS,
        "\n",
        "\n\n",
        "  ",
        "# ",
        "> ",
        "- ",
        "2) ",
        "**",
        "`",
        "~~~",
        "---",
        "<a",
        "](",
        "|",
      ),
      fc.stringMatching(/^[a-z]{1,6}$/),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const prompt = pieces.join("");
        // Markup goes: words may stand together that stood apart.
        const seen = words(read(prompt)).map(plainNumber).join("");
        expect(
          words(prompt)
            .map(plainNumber)
            .filter((word) => !seen.includes(word)),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("makes no element that runs, leads or loads", () => {
    for (const prompt of PROMPTS) expect(drawn(prompt)).not.toMatch(/<(a|img|script|svg|style|iframe)\b/);
  });

  it("keeps its lines, its tables and the numbers of its lists", () => {
    expect(drawn("one\ntwo")).toMatch(/^<p>one<br\/>\s*two<\/p>$/);
    expect(drawn(PROMPTS[8])).toContain("<td>1</td>");
    expect(drawn("1. a\n5. b")).toMatch(/<li value="1">[\s\S]*<li value="5">/);
    expect(read("[a](http://b)")).toContain("a (http://b)");
  });

  it("is not too deep to draw", () => {
    expect(words(read(`${"> ".repeat(300)}deep`))).toEqual(["deep"]);
  });
});

/** Lists write `07` as `7`. */
function plainNumber(word: string): string {
  return word.replace(/^0+(?=\d)/, "");
}
