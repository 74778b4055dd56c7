import { useState } from "react";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import { readMessages, type ShownMessage } from "./read-messages.ts";

interface MessageListProps {
  readonly title: string;
  /** Text or JSON text, as it was captured. */
  readonly payload: string;
}

/** A prompt or an answer: as messages where it is a list of them, else as JSON or text. Nothing in it can run. */
export function MessageList({ title, payload }: MessageListProps) {
  const { t } = useTranslation();
  const [isRaw, setRaw] = useState(false);
  const messages = readMessages(payload);
  return (
    <section className="min-w-0">
      <header className="mb-2 flex items-baseline gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {messages !== undefined && (
          <button type="button" className="text-xs text-accent" onClick={() => setRaw(!isRaw)}>
            {isRaw ? t("trace.asMessages") : t("trace.asJson")}
          </button>
        )}
      </header>
      {messages === undefined || isRaw ? (
        <pre className="overflow-x-auto rounded bg-raised p-3 text-xs whitespace-pre-wrap">
          {pretty(payload)}
        </pre>
      ) : (
        <ol className="space-y-2">
          {[...messages.entries()].map(([place, message]) => (
            // Messages have no names of their own and never change places.
            <Message key={place} message={message} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Message({ message }: { readonly message: ShownMessage }) {
  const { role, text, toolCalls, otherParts } = message;
  return (
    <li className="rounded border border-line p-3">
      <p className="mb-1 text-xs font-semibold text-quiet">{role}</p>
      <div className="told text-sm">
        {/* Links and pictures would call elsewhere: they are shown as text. */}
        <Markdown disallowedElements={["img", "a"]} unwrapDisallowed skipHtml>
          {text}
        </Markdown>
      </div>
      {[...toolCalls.entries()].map(([place, call]) => (
        <pre key={place} className="mt-2 overflow-x-auto rounded bg-raised p-2 text-xs whitespace-pre-wrap">
          {call.name}({pretty(call.arguments)})
        </pre>
      ))}
      {otherParts.length > 0 && <p className="mt-2 text-xs text-quiet">+ {otherParts.join(", ")}</p>}
    </li>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
