import { useQueries } from "@tanstack/react-query";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { valuesQuestion } from "../api/server-questions.ts";
import { PAGES } from "../app/pages.ts";
import { useView } from "../app/use-view.ts";
import { type FilterDimension, rangeOf } from "../app/view.ts";
import { Modal } from "../ui/modal.tsx";
import { type Command, commandsFor, type FoundValues } from "./commands.ts";
import { useCommand } from "./use-command.ts";

/** Dimensions whose values are looked up. */
const LOOKED_UP: readonly FilterDimension[] = ["user", "session", "model", "service", "queryType"];

/** Finds a page, a trace, a person or a value by a few letters, and goes there. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const run = useCommand();
  const commands = commandsFor(
    text,
    PAGES.map(({ to, name }) => ({ to, title: t(`nav.${name}`) })),
    useFound(useDeferredValue(text.trim())),
  );
  const chosen = Math.min(at, commands.length - 1);
  const choose = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    run(command);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((chosen + step + commands.length) % Math.max(1, commands.length));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(commands[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal place="top" title={t("palette.title")} onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={commands.length > 0 ? `${id}-${chosen}` : undefined}
        aria-autocomplete="list"
        aria-label={t("palette.label")}
        placeholder={t("palette.label")}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-md border border-edge bg-page px-3 text-sm placeholder:text-quiet"
      />
      <div id={id} role="listbox" aria-label={t("palette.found")} className="mt-2 max-h-80 overflow-y-auto">
        {commands.map((command, index) => (
          <CommandOption
            key={JSON.stringify(command)}
            id={`${id}-${index}`}
            command={command}
            isChosen={index === chosen}
            onChoose={() => choose(command)}
          />
        ))}
      </div>
    </Modal>
  );
}

interface CommandOptionProps {
  readonly id: string;
  readonly command: Command;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function CommandOption({ id, command, isChosen, onChoose }: CommandOptionProps) {
  const [kind, name] = useCommandText(command);
  return (
    <div
      id={id}
      ref={(option) => {
        if (isChosen) option?.scrollIntoView({ block: "nearest" });
      }}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={onChoose}
      onKeyDown={({ key }) => {
        if (key === "Enter") onChoose();
      }}
      className="flex cursor-pointer items-baseline gap-3 rounded px-2 py-1.5 text-sm hover:bg-raised aria-selected:bg-raised"
    >
      <span className="w-28 shrink-0 truncate text-xs text-quiet">{kind}</span>
      <span className="min-w-0 truncate">{name}</span>
    </div>
  );
}

function useFound(prefix: string): readonly FoundValues[] {
  const view = rangeOf(useView());
  const answers = useQueries({
    queries: LOOKED_UP.map((dimension) => ({
      ...valuesQuestion(view, dimension, prefix),
      enabled: prefix !== "",
    })),
  });
  return answers.map(({ data }, index) => ({
    dimension: LOOKED_UP[index] ?? "model",
    values: (data?.values ?? []).map(({ value }) => value).filter((value) => value !== ""),
  }));
}

function useCommandText(command: Command): readonly [kind: string, name: string] {
  const { t } = useTranslation();
  switch (command.kind) {
    case "page": {
      const page = PAGES.find(({ to }) => to === command.to);
      return [t("palette.page"), page === undefined ? command.to : t(`nav.${page.name}`)];
    }
    case "trace":
      return [t("column.trace"), command.traceId];
    case "person":
      return [t(`dimension.${command.of}`), command.id];
    case "filter":
      return [t("filter.add"), `${t(`dimension.${command.dimension}`)}: ${command.value}`];
    case "names":
      return [t("palette.search"), t("palette.names", { text: command.text })];
    case "texts":
      return [t("palette.search"), t("palette.texts", { text: command.text })];
  }
}
