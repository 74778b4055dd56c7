import { useTranslation } from "react-i18next";
import { prettyJson } from "./pretty-json.ts";
import type { ShownMessage, ShownPart } from "./read-messages.ts";
import { ToldText } from "./told-text.tsx";

interface MessageProps {
  readonly message: ShownMessage;
  readonly isMarkdown: boolean;
}

/** One message, all of it: who says it, its texts, data and tool calls in their order, and whatever else it carries. */
export function Message({ message: { role, parts, rest }, isMarkdown }: MessageProps) {
  return (
    <li className="space-y-2 rounded border border-line p-3">
      <p className="text-xs font-semibold text-quiet">{role}</p>
      {[...parts.entries()].map(([place, part]) => (
        // Parts have no names of their own and never change places.
        <Part key={place} part={part} isMarkdown={isMarkdown} />
      ))}
      {rest !== undefined && <Rest text={rest} />}
    </li>
  );
}

function Part({ part, isMarkdown }: { readonly part: ShownPart; readonly isMarkdown: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {part.kind === "call" && (
        <p className="text-xs text-quiet">{t("trace.toolCall", { name: part.name })}</p>
      )}
      {part.kind === "text" ? (
        <ToldText text={part.text} isMarkdown={isMarkdown} />
      ) : (
        <JsonText text={part.kind === "call" ? part.arguments : part.text} />
      )}
      {part.rest !== undefined && <Rest text={part.rest} />}
    </>
  );
}

/** JSON over lines, or a text that is none as it is. */
export function JsonText({ text }: { readonly text: string }) {
  return (
    <pre className="rounded bg-raised p-2 text-xs wrap-anywhere whitespace-pre-wrap">
      {prettyJson(text) ?? text}
    </pre>
  );
}

/** Fields beside what is said, such as ids. */
export function Rest({ text }: { readonly text: string }) {
  return <p className="font-mono text-xs wrap-anywhere text-quiet">{text}</p>;
}
