import { useId } from "react";

/** A value, what it is called, and the heading it stands under, if any. */
export type ChoiceOption<Value extends string> = readonly [value: Value, name: string, heading?: string];

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** Those of one heading in a row. */
  readonly options: readonly ChoiceOption<Value>[];
  readonly onChoose: (value: Value) => void;
  /** Says the label only to those who do not see it. */
  readonly isCompact?: boolean;
}

/** One of a few values. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, value, options, onChoose, isCompact = false } = props;
  const id = useId();
  const headings = [...new Set(options.map(([, , heading]) => heading))];
  return (
    <div className={isCompact ? "" : "flex flex-col gap-0.5"}>
      <label htmlFor={id} className={isCompact ? "sr-only" : "text-xs text-quiet"}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => {
          const chosen = options.find(([option]) => option === target.value);
          if (chosen !== undefined) onChoose(chosen[0]);
        }}
        className="h-8 w-full rounded-md border border-line bg-panel px-2 text-sm hover:bg-raised"
      >
        {headings.map((heading) => {
          const under = options
            .filter((option) => option[2] === heading)
            .map(([option, name]) => (
              <option key={option} value={option}>
                {name}
              </option>
            ));
          if (heading === undefined) return under;
          return (
            <optgroup key={heading} label={heading}>
              {under}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
}
