import { useState } from "react";
import { useTranslation } from "react-i18next";
import { JsonText, Message, Rest } from "./message.tsx";
import { isJsonStructure } from "./pretty-json.ts";
import { readMessages, type ShownPayload } from "./read-messages.ts";
import { rememberedReading, rememberReading } from "./reading.ts";
import { ToldText } from "./told-text.tsx";

interface MessageListProps {
  readonly title: string;
  /** Text or JSON text, as it was captured. */
  readonly payload: string;
}

type Mode = "markdown" | "text" | "raw";

/** A prompt or an answer: as messages where it holds some, else as JSON or text. All of it is shown; none of it can run. */
export function MessageList({ title, payload }: MessageListProps) {
  const [mode, setMode] = useState<Mode>(rememberedReading);
  const messages = readMessages(payload);
  const isData = messages === undefined && isJsonStructure(payload);
  const modes: readonly Mode[] = isData
    ? []
    : ["markdown", "text", ...(messages === undefined ? [] : (["raw"] as const))];
  const choose = (chosen: Mode) => {
    setMode(chosen);
    if (chosen !== "raw") rememberReading(chosen);
  };
  return (
    <section className="min-w-0" aria-label={title}>
      <header className="mb-2 flex flex-wrap items-baseline gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {modes.length > 0 && <ModeChoice modes={modes} mode={mode} onChoose={choose} />}
      </header>
      {isData || (messages !== undefined && mode === "raw") ? (
        <JsonText text={payload} />
      ) : messages === undefined ? (
        <div className="rounded border border-line p-3">
          <ToldText text={textOf(payload)} isMarkdown={mode === "markdown"} />
        </div>
      ) : (
        <Messages payload={messages} isMarkdown={mode === "markdown"} />
      )}
    </section>
  );
}

interface ModeChoiceProps {
  readonly modes: readonly Mode[];
  readonly mode: Mode;
  readonly onChoose: (mode: Mode) => void;
}

function ModeChoice({ modes, mode, onChoose }: ModeChoiceProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex gap-1" aria-label={t("trace.shownAs")}>
      {modes.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === mode}
          onClick={() => onChoose(one)}
          className="rounded px-1.5 py-0.5 text-xs text-quiet hover:text-ink aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink"
        >
          {t(`trace.as.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** Most messages that are drawn before they are asked for. */
const FIRST_MESSAGES = 200;

function Messages({ payload, isMarkdown }: { readonly payload: ShownPayload; readonly isMarkdown: boolean }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const { messages, rest } = payload;
  const shown = isWhole ? messages : messages.slice(0, FIRST_MESSAGES);
  return (
    <>
      <ol className="space-y-2">
        {[...shown.entries()].map(([place, message]) => (
          // Messages have no names of their own and never change places.
          <Message key={place} message={message} isMarkdown={isMarkdown} />
        ))}
      </ol>
      {shown.length < messages.length && (
        <button
          type="button"
          onClick={() => setWhole(true)}
          className="mt-2 text-sm text-accent hover:underline"
        >
          {t("trace.allMessages", { count: messages.length })}
        </button>
      )}
      {rest !== undefined && (
        <div className="mt-2">
          <Rest text={rest} />
        </div>
      )}
    </>
  );
}

/** Some write a text as JSON text. */
function textOf(payload: string): string {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "string" ? value : payload;
  } catch {
    return payload;
  }
}
