import { type ReactNode, useId } from "react";

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Said below it. */
  readonly note?: ReactNode;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
}

/** A line of text that one writes, with its name. */
export function TextField({ label, value, onChange, note, isRequired = false, maxLength }: TextFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-0.5">
      <label htmlFor={id} className="text-xs text-quiet">
        {label}
      </label>
      <input
        id={id}
        value={value}
        required={isRequired}
        maxLength={maxLength}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 w-full rounded-md border border-edge bg-page px-2 text-sm"
      />
      {note !== undefined && (
        <p id={`${id}-note`} className="text-xs text-quiet">
          {note}
        </p>
      )}
    </div>
  );
}
