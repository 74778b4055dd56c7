import { Component, lazy, type ReactNode, Suspense } from "react";

/** The parser of Markdown is heavy: it is loaded when a text is first shown as such. */
const MarkdownText = lazy(async () => ({ default: (await import("./markdown-text.tsx")).MarkdownText }));

/** Longer texts, in characters, are shown as they are: to draw them would hold the page up. */
const MAX_MARKDOWN = 100_000;

interface ToldTextProps {
  readonly text: string;
  readonly isMarkdown: boolean;
}

/** A text as it was written, or drawn as Markdown. */
export function ToldText({ text, isMarkdown }: ToldTextProps) {
  const plain = <p className="text-sm wrap-anywhere whitespace-pre-wrap">{text}</p>;
  if (!isMarkdown || text.length > MAX_MARKDOWN) return plain;
  return (
    <Suspense fallback={<div aria-busy="true">{plain}</div>}>
      <Drawable instead={plain}>
        <div className="told text-sm">
          <MarkdownText text={text} />
        </div>
      </Drawable>
    </Suspense>
  );
}

interface DrawableProps {
  readonly instead: ReactNode;
  readonly children: ReactNode;
}

/** Shows something else where a text is nested too deeply to be drawn. */
class Drawable extends Component<DrawableProps, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.instead : this.props.children;
  }
}
