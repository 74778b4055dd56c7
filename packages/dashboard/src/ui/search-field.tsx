import { type FormEvent, useEffect, useState } from "react";
import { Icon } from "../app/icons.tsx";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
  /** Enter, when what is written has been searched for already; back with Shift. */
  readonly onAgain?: (isBack: boolean) => void;
}

/** How long one may go on writing before the question is asked. */
const PAUSE_MS = 250;

/** A field to search a list by. */
export function SearchField({ label, value, onSearch, onAgain }: SearchFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onSearch(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text);
  };
  return (
    <form onSubmit={onSubmit} className="relative min-w-48 flex-1">
      <Icon name="search" className="pointer-events-none absolute top-2 left-2 size-4 text-quiet" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || onAgain === undefined || text !== value) return;
          event.preventDefault();
          onAgain(event.shiftKey);
        }}
        className="h-8 w-full rounded-md border border-line bg-panel pr-2 pl-8 text-sm placeholder:text-quiet"
      />
    </form>
  );
}
